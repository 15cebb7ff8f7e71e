package io.rackproof.collector.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.RoundScoring;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Scoring;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** However the samples of a campaign come, its verdicts are the same to the last byte. */
class SameBytesTest {

  private static final int CAMPAIGNS = Integer.getInteger("rackproof.campaigns", 1000);

  /** Campaigns that are judged second by second, which takes longer. */
  private static final int ROUNDS = Math.max(2, CAMPAIGNS / 40);

  @Test
  void piecesOrderRepetitionAndRestartsChangeNothing() {
    int refused = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      GeneratedCampaign campaign = GeneratedCampaign.of(new Random(seed));
      Random random = new Random(~seed);
      String whole = score(campaign, campaign.recording());
      assertSame("in pieces", seed, inPieces(campaign, random), whole);
      assertSame("shuffled", seed, score(campaign, shuffled(campaign.recording(), random)), whole);
      Live live = new Live(campaign);
      assertSame("live", seed, live.run(random), whole);
      refused += live.refused;
    }
    assertThat(refused).isGreaterThan(CAMPAIGNS / 10);
  }

  @Test
  void roundsThatGoAheadGiveWhatJudgingAllThatCameGives() {
    int copies = 0;
    int judged = 0;
    for (long seed = 0; seed < ROUNDS; seed++) {
      Rounds rounds = new Rounds(GeneratedCampaign.of(new Random(seed)), seed);
      rounds.run(new Random(~seed));
      copies = Math.toIntExact(copies + rounds.scoring.copies());
      judged += rounds.judged;
    }
    // Both happened: rounds that went on, and rounds that what came late made begin again.
    assertThat(copies).isGreaterThan(ROUNDS).isLessThan(judged / 2);
  }

  /** Tells the first line that differs. */
  private static void assertSame(String how, long seed, String json, String whole) {
    if (!json.equals(whole)) {
      String[] lines = json.split("\n", -1);
      String[] wanted = whole.split("\n", -1);
      int line = Arrays.mismatch(lines, wanted);
      assertThat(lines[line]).as("seed %d %s, line %d", seed, how, line).isEqualTo(wanted[line]);
    }
  }

  private static String score(GeneratedCampaign campaign, Recording recording) {
    Evidence own = campaign.evidence();
    Evidence evidence =
        new Evidence(
            recording.series(),
            own.losses(),
            own.clockOffsets(),
            own.instruments(),
            own.references());
    return VerdictJson.of(
        new Scorer(campaign.plan()).score(campaign.timeline(), evidence, campaign.to()));
  }

  private static Recording shuffled(Recording recording, Random random) {
    List<Recording.Arrival> all = new ArrayList<>(recording.arrivals());
    for (Recording.Arrival arrival : recording.arrivals()) {
      if (random.nextInt(4) == 0) {
        all.add(arrival);
      }
    }
    Collections.shuffle(all, random);
    return new Recording(all);
  }

  private static Scoring begin(GeneratedCampaign campaign) {
    long from = campaign.setting().start() - campaign.setting().gap();
    Set<Series> known = new TreeSet<>();
    for (Recording.Arrival arrival : campaign.recording().arrivals()) {
      if (arrival.time() >= from && arrival.time() < campaign.to()) {
        known.add(arrival.series());
      }
    }
    return new Scoring(campaign.plan(), campaign.setting().start(), known);
  }

  /** As from a store: whole stretches of time, the program now and then begun anew. */
  private static String inPieces(GeneratedCampaign campaign, Random random) {
    Collection<SeriesSamples> series = campaign.recording().series();
    Scoring scoring = begin(campaign);
    long from = scoring.from();
    while (from < campaign.to()) {
      int most = 150 * campaign.setting().cell();
      long to = Math.min(campaign.to(), from + 1 + random.nextInt(most));
      if (random.nextInt(8) == 0) {
        scoring = begin(campaign);
        from = scoring.from();
      }
      for (SeriesSamples samples : series) {
        scoring.add(samples, from, to);
      }
      scoring.commit(campaign.timeline(), to);
      if (random.nextInt(4) == 0 && to > campaign.setting().start()) {
        scoring.judge(campaign.timeline(), campaign.evidence(), to);
      }
      from = to;
    }
    return VerdictJson.of(scoring.judge(campaign.timeline(), campaign.evidence(), campaign.to()));
  }

  /**
   * Judged again and again while samples come, some of them after the round that they belong to.
   */
  private static final class Rounds {
    private final GeneratedCampaign campaign;
    private final long seed;
    private final List<Recording.Arrival> came = new ArrayList<>();
    private RoundScoring scoring;
    private int judged;

    Rounds(GeneratedCampaign campaign, long seed) {
      this.campaign = campaign;
      this.seed = seed;
      this.scoring = new RoundScoring(begin(campaign));
    }

    void run(Random random) {
      int cell = campaign.setting().cell();
      IdentityHashMap<Recording.Arrival, Long> late = new IdentityHashMap<>();
      List<Recording.Arrival> arrivals = new ArrayList<>(campaign.recording().arrivals());
      arrivals.forEach(a -> late.put(a, random.nextInt(100) == 0 ? 6L * cell : 0L));
      arrivals.sort(Comparator.comparingLong(a -> a.time() + late.getOrDefault(a, 0L)));
      int every = Math.max(1, arrivals.size() / 40);
      for (Recording.Arrival arrival : arrivals) {
        long now = arrival.time() + late.getOrDefault(arrival, 0L);
        if (now >= campaign.to()) {
          break;
        }
        came.add(arrival);
        boolean added =
            scoring.add(
                arrival.series(),
                arrival.time(),
                arrival.value(),
                arrival.quality(),
                arrival.order());
        assertThat(added).isTrue();
        if (came.size() % every == 0 && now > campaign.setting().start()) {
          judge(now + random.nextInt(2 * cell), now - random.nextInt(2 * cell));
          scoring.commit(campaign.timeline(), now - 8L * cell);
        }
      }
    }

    private void judge(long to, long likelyTo) {
      Scoring all = begin(campaign);
      for (Recording.Arrival a : came) {
        all.add(a.series(), a.time(), a.value(), a.quality(), a.order());
      }
      String wanted = VerdictJson.of(all.judge(campaign.timeline(), campaign.evidence(), to));
      assertSame(
          "round " + judged,
          seed,
          VerdictJson.of(scoring.judge(campaign.timeline(), campaign.evidence(), to, likelyTo)),
          wanted);
      judged++;
    }
  }

  /** Sample by sample, some too late: then all that came is judged from the beginning. */
  private static final class Live {
    private final GeneratedCampaign campaign;
    private final List<Recording.Arrival> came = new ArrayList<>();
    private Scoring scoring;
    private int refused;

    Live(GeneratedCampaign campaign) {
      this.campaign = campaign;
      this.scoring = begin(campaign);
    }

    String run(Random random) {
      int cell = campaign.setting().cell();
      List<Recording.Arrival> arrivals = new ArrayList<>(campaign.recording().arrivals());
      Set<Recording.Arrival> late = new HashSet<>();
      arrivals.forEach(
          a -> {
            if (random.nextInt(200) == 0) {
              late.add(a);
            }
          });
      arrivals.sort(Comparator.comparingLong(a -> a.time() + (late.contains(a) ? 60L * cell : 0L)));
      for (Recording.Arrival arrival : arrivals) {
        if (arrival.time() >= campaign.to()) {
          continue;
        }
        came.add(arrival);
        if (!add(arrival)) {
          refused++;
          scoring = begin(campaign);
          came.forEach(this::add);
        }
        if (random.nextInt(40) == 0) {
          scoring.commit(campaign.timeline(), arrival.time() - cell * 8L);
        }
      }
      return VerdictJson.of(scoring.judge(campaign.timeline(), campaign.evidence(), campaign.to()));
    }

    private boolean add(Recording.Arrival a) {
      return scoring.add(a.series(), a.time(), a.value(), a.quality(), a.order());
    }
  }
}
