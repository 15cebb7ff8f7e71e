package io.rackproof.collector.store;

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

/** One epoch of an agent: encodes batches as an agent does. */
final class BatchSource {

  final RackIdentity rack;
  final String epoch;
  private final SeriesTable table = new SeriesTable();
  private long sequence;

  BatchSource(String rack, String epoch) {
    this(new RackIdentity(rack, "gen2", "maker-a", "site", "EVT3", "S-1"), epoch);
  }

  BatchSource(RackIdentity rack, String epoch) {
    this.rack = rack;
    this.epoch = epoch;
  }

  Series series(String metric, String device) {
    return Series.of(metric, Map.of("rack", rack.id(), "device", device, "role", "cdu"));
  }

  StoredBatch next(Sample... samples) {
    return next(List.of(samples));
  }

  StoredBatch next(List<Sample> samples) {
    int before = table.size();
    byte[] encoded = BatchCodec.encode(new Batch(++sequence, samples), table);
    return new StoredBatch(
        rack, epoch, sequence, ByteString.copyFrom(encoded), samples, definitionsFrom(before));
  }

  /** The batch as the first of a new connection brings it. */
  StoredBatch withAllDefinitions(StoredBatch batch) {
    return new StoredBatch(
        rack, epoch, batch.sequence(), batch.encoded(), batch.samples(), definitionsFrom(0));
  }

  private Map<Integer, Series> definitionsFrom(int first) {
    Map<Integer, Series> definitions = new HashMap<>();
    table
        .definitionsFrom(first)
        .forEach(d -> definitions.put(d.getId(), Series.of(d.getMetric(), d.getLabelsMap())));
    return definitions;
  }

  /** A batch with one sample of each of some devices, at a time. */
  StoredBatch second(int devices, long timeMillis) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      samples.add(
          Sample.good(
              series("cdu_supply_temperature_celsius", "cdu-" + i),
              timeMillis,
              (double) (i + sequence)));
    }
    return next(samples);
  }
}
