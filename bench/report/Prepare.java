import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Makes of a store that {@code bench/score/generate rack} wrote that of a campaign which has ended:
 * counts its sealed files, as a collector does soon after it has sealed one, and enters the
 * campaign: {@code Prepare STORE PLAN SECONDS}; prints the campaign's id.
 */
final class Prepare {

  private static final long START = 1_795_514_400_000L;
  private static final String RACK = "gen2-007";

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long end = START + Integer.parseInt(arguments[2]) * 1000L;
    try (SampleStore store =
        SampleStore.open(new StoreConfig(folder, Duration.ofMinutes(5)), Clock.systemUTC())) {
      long samples = store.counts(RACK, START, end).stream().mapToLong(c -> c.samples()).sum();
      System.err.println(samples + " samples");
    }
    try (CampaignStore campaigns = CampaignStore.open(folder.resolve("campaigns.sqlite"))) {
      Plan plan = Plan.parse(arguments[1], Files.readString(Path.of(arguments[1])));
      Campaign begun = campaigns.start(RACK, plan, START);
      campaigns.end(begun.id(), Campaign.State.COMPLETED, end);
      System.out.println(begun.id());
    }
  }

  private Prepare() {}
}
