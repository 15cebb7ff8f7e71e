import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts into a store that bench/score/generate wrote what else a rack tells, the temperature of the
 * air at four inlets each second and the firmware of 100 devices each minute, and a campaign that
 * has ended: {@code Prepare STORE PLAN SECONDS}; prints the campaign's id.
 */
final class Prepare {

  private static final long START = 1_795_514_400_000L;
  private static final RackIdentity RACK = new RackIdentity("gen2-007", "gen2", "", "", "", "");

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int seconds = Integer.parseInt(arguments[2]);
    try (SampleStore store =
        SampleStore.open(new StoreConfig(folder, Duration.ofMinutes(5)), Clock.systemUTC())) {
      SeriesTable table = new SeriesTable();
      long sequence = 0;
      for (int from = 0; from < seconds; from += 60) {
        List<Sample> samples = new ArrayList<>();
        for (int device = 0; device < 100; device++) {
          samples.add(
              Sample.good(
                  Series.of(
                      "device_info",
                      Map.of(
                          "rack", RACK.id(), "device", "pdu-" + device, "role", "pdu",
                          "register", "firmware", "value", "1.0" + device % 2)),
                  START + from * 1000L + device,
                  1));
        }
        for (int second = from; second < Math.min(seconds, from + 60); second++) {
          for (int inlet = 0; inlet < 4; inlet++) {
            samples.add(
                Sample.good(
                    Series.of(
                        "cdu_air_inlet_temperature_celsius",
                        Map.of("rack", RACK.id(), "device", "cdu-" + inlet, "role", "cdu")),
                    START + second * 1000L + inlet,
                    24 + (second * 7 + inlet) % 31 / 10.0));
          }
        }
        int before = table.size();
        byte[] encoded = BatchCodec.encode(new Batch(++sequence, samples), table);
        Map<Integer, Series> definitions = new HashMap<>();
        table
            .definitionsFrom(before)
            .forEach(d -> definitions.put(d.getId(), Series.of(d.getMetric(), d.getLabelsMap())));
        store.append(
            List.of(
                new StoredBatch(
                    RACK,
                    "surroundings",
                    sequence,
                    com.google.protobuf.ByteString.copyFrom(encoded),
                    samples,
                    definitions)));
      }
    }
    try (CampaignStore campaigns = CampaignStore.open(folder.resolve("campaigns.sqlite"))) {
      Plan plan = Plan.parse(arguments[1], Files.readString(Path.of(arguments[1])));
      Campaign begun = campaigns.start(RACK.id(), plan, START);
      campaigns.end(begun.id(), Campaign.State.COMPLETED, START + seconds * 1000L);
      System.out.println(begun.id());
    }
  }

  private Prepare() {}
}
