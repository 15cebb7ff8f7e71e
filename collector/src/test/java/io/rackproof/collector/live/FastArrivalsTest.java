package io.rackproof.collector.live;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that come faster than they are judged, and a store that fails while they are read. */
class FastArrivalsTest {

  /** Samples of one second of the rack. */
  private static final int BATCH = 3;

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);
  private final SentRack rack = new SentRack("epoch-1");
  private SampleStore samples;
  private CampaignStore campaigns;
  private LiveCampaigns live;
  private Campaign campaign;

  /** From where the store was read, since the last clear. */
  private final List<Long> readFrom = new ArrayList<>();

  private boolean failing;

  @BeforeEach
  void start() throws Exception {
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    campaign = campaigns.start(RACK.id(), Plan.parse("plan.yaml", SentRack.PLAN), clock.millis());
    live = waitingFor(5 * BATCH);
  }

  @AfterEach
  void stop() {
    samples.close();
    campaigns.close();
  }

  private LiveCampaigns waitingFor(int mostSamples) {
    return new LiveCampaigns(campaigns, watched(), clock, mostSamples, Optional.empty(), "");
  }

  /** The store, which tells from where it is read and fails when it is to. */
  private SampleStore watched() {
    return (SampleStore)
        Proxy.newProxyInstance(
            SampleStore.class.getClassLoader(),
            new Class<?>[] {SampleStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("read")) {
                readFrom.add((Long) arguments[2]);
                if (failing) {
                  throw new IOException("disk I/O error");
                }
              }
              try {
                return method.invoke(samples, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void deliver(StoredBatch batch) throws IOException {
    samples.append(List.of(batch));
    live.stored(RACK.id(), batch.sequence(), batch.samples());
  }

  private void deliver(int from, int to) throws IOException {
    for (int second = from; second < to; second++) {
      deliver(rack.second(second, 30));
    }
  }

  private void roundAt(int second) {
    clock.set(START + second * 1000L);
    live.round();
  }

  private static Scorecard scored(LiveCampaigns by, Campaign campaign) throws Exception {
    return by.judged(campaign, RACK.id()).scorecard();
  }

  /** What the rounds told last is what all that is stored gives. */
  private void verdictsAreThoseOfTheStore() throws Exception {
    assertThat(live.known(campaign.id(), RACK.id()).orElseThrow().scorecard())
        .isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock), campaign));
  }

  @Test
  void whatIsTakenOverIsNotReadAgain() throws Exception {
    roundAt(0);
    for (int second = 1; second <= 60; second++) {
      deliver(second - 1, second);
      roundAt(second);
    }
    readFrom.clear();
    deliver(60, 100);
    roundAt(100);
    assertThat(readFrom).isNotEmpty().allMatch(from -> from >= START + 40_000);
    verdictsAreThoseOfTheStore();
    readFrom.clear();
    for (int second = 101; second <= 130; second++) {
      deliver(second - 1, second);
      roundAt(second);
    }
    assertThat(readFrom).isEmpty();
    verdictsAreThoseOfTheStore();
  }

  @Test
  void whatWasLeftAwayFromTheTimeTakenOverCounts() throws Exception {
    roundAt(0);
    deliver(0, 1);
    for (int second = 5; second <= 60; second++) {
      deliver(second - 1, second);
      roundAt(second);
    }
    deliver(60, 66);
    deliver(rack.second(2, 40));
    roundAt(66);
    verdictsAreThoseOfTheStore();
    assertThat(readFrom).contains(campaign.startMillis() - 3000);
  }

  @Test
  void seriesThatBeginsAmongWhatWasLeftAwayCounts() throws Exception {
    roundAt(0);
    for (int second = 1; second <= 30; second++) {
      deliver(second - 1, second);
      roundAt(second);
    }
    deliver(30, 36);
    deliver(
        rack.batch(
            List.of(
                Sample.good(
                    SentRack.series("cdu_supply_temperature_celsius", "cdu", "cdu-2"),
                    START + 33_000,
                    45))));
    roundAt(36);
    verdictsAreThoseOfTheStore();
  }

  @Test
  void storeThatFailsMeanwhileIsReadAgain() throws Exception {
    roundAt(0);
    for (int second = 1; second <= 40; second++) {
      deliver(second - 1, second);
      roundAt(second);
    }
    deliver(40, 60);
    failing = true;
    roundAt(60);
    deliver(60, 61);
    failing = false;
    roundAt(61);
    verdictsAreThoseOfTheStore();
  }

  @Test
  void storeThatFailsWhereJudgingBeginsAnewIsReadAgain() throws Exception {
    roundAt(0);
    for (int second = 1; second <= 40; second++) {
      if (second != 11) {
        deliver(second - 1, second);
      }
      roundAt(second);
    }
    failing = true;
    deliver(10, 11);
    roundAt(41);
    failing = false;
    roundAt(42);
    verdictsAreThoseOfTheStore();
  }

  @Test
  void wideRackIsReadInShorterStretches() {
    assertThat(StoredScoring.nextMillis(100_000, 20_000)).isEqualTo(80_000);
    assertThat(StoredScoring.nextMillis(1_000_000, 20_000)).isEqualTo(20_000);
    assertThat(StoredScoring.nextMillis(4_000_000, 20_000)).isEqualTo(5_000);
    assertThat(StoredScoring.nextMillis(4_000_000_000L, 20_000)).isEqualTo(1_000);
    assertThat(StoredScoring.nextMillis(0, 20_000)).isEqualTo(80_000);
    assertThat(StoredScoring.nextMillis(0, 80_000)).isEqualTo(300_000);
    assertThat(StoredScoring.nextMillis(1, 300_000)).isEqualTo(300_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void verdictsAreThoseOfTheStoreHoweverTheyCome(int seed) throws Exception {
    Random random = new Random(seed);
    live = waitingFor((1 + random.nextInt(20)) * BATCH);
    List<StoredBatch> batches = new ArrayList<>();
    for (int second = 0; second < 400; second++) {
      batches.add(rack.second(second, 29 + random.nextInt(400) / 100.0));
    }
    // The first brings the definitions; some of the others come late, by seconds or by minutes.
    for (int i = 0; i < 40; i++) {
      int at = 1 + random.nextInt(batches.size() - 1);
      int late = random.nextInt(random.nextBoolean() ? 8 : 80);
      batches.add(Math.min(batches.size() - 1, at + late), batches.remove(at));
    }
    roundAt(0);
    int delivered = 0;
    while (delivered < batches.size()) {
      int more = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 12);
      for (int i = 0; i < more && delivered < batches.size(); i++) {
        deliver(batches.get(delivered++));
      }
      clock.set(START + (long) delivered * 1000);
      if (random.nextBoolean()) {
        live.round();
      } else {
        live.roundOfArrivals();
      }
      if (random.nextInt(4) == 0) {
        verdictsAreThoseOfTheStore();
      }
    }
    live.round();
    verdictsAreThoseOfTheStore();
  }
}
