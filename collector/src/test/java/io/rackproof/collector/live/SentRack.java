package io.rackproof.collector.live;

import com.google.protobuf.ByteString;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an agent of a small rack sends: supply temperature and two PDUs, once a second. */
public final class SentRack {

  public static final long START = 1_795_000_000_000L;
  public static final RackIdentity RACK =
      new RackIdentity("gen2-007", "gen2", "maker-a", "site", "EVT3", "S-1");

  /** A plan for it: one criterion that passes, one that fails above 32 °C, a phase by hand. */
  public static final String PLAN =
      """
      plan: small
      version: 3
      title: A small plan
      requires: {coverage: 80 %, max-gap: 3s, clock-skew: 500ms}
      phases:
        whole: {whole: true}
        failover: {by-hand: true}
      criteria:
        - id: PWR-01
          title: Input power
          area: power
          signal: sum by (rack) (pdu_input_power_watts)
          phase: whole
          statistic: max
          limit: "<= 132 kW"
        - id: COOL-14
          title: Coolant supply temperature
          area: cooling
          signal: cdu_supply_temperature_celsius
          phase: whole
          statistic: max
          limit: "<= 32 °C"
          gate: true
      decide:
        exercise: {gates: all, score: ">= 90", decided: ">= 95 %"}
      """;

  /** The same with two criteria that a person enters. */
  public static final String PLAN_BY_HAND =
      PLAN.replace(
          "decide:",
          """
          - id: CAB-01
            title: Labels on all cables
            area: cabling
            manual: read ten labels
          - id: COOL-27
            title: Filter rating
            area: cooling
            manual: read the filter's data sheet
            limit: "<= 50 µm"
          decide:\
          """
              .indent(2)
              .replace("  decide:", "decide:")
              .stripTrailing());

  private final String epoch;
  private final RackIdentity rack;
  private final SeriesTable table = new SeriesTable();
  private long sequence;

  public SentRack(String epoch) {
    this(epoch, RACK);
  }

  /** Another rack like it. */
  public SentRack(String epoch, RackIdentity rack) {
    this.epoch = epoch;
    this.rack = rack;
  }

  public static Series series(String metric, String role, String device) {
    return Series.of(metric, Map.of("rack", RACK.id(), "device", device, "role", role));
  }

  private Series own(String metric, String role, String device) {
    return Series.of(metric, Map.of("rack", rack.id(), "device", device, "role", role));
  }

  /** One batch with the samples of a second after the start. */
  public StoredBatch second(int second, double celsius) {
    long time = START + second * 1000L;
    List<Sample> samples = new ArrayList<>();
    samples.add(
        Sample.good(own("cdu_supply_temperature_celsius", "cdu", "cdu-1"), time + 300, celsius));
    for (String pdu : List.of("pdu-a", "pdu-b")) {
      samples.add(
          Sample.good(own("pdu_input_power_watts", "pdu", pdu), time + 100, 65_000 + second));
    }
    return batch(samples);
  }

  public StoredBatch batch(List<Sample> samples) {
    int before = table.size();
    byte[] encoded = BatchCodec.encode(new Batch(++sequence, samples), table);
    Map<Integer, Series> definitions = new HashMap<>();
    table
        .definitionsFrom(before)
        .forEach(d -> definitions.put(d.getId(), Series.of(d.getMetric(), d.getLabelsMap())));
    return new StoredBatch(
        rack, epoch, sequence, ByteString.copyFrom(encoded), samples, definitions);
  }
}
