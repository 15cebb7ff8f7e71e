package io.rackproof.collector.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Outlook;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is told of when criteria can be decided holds, whatever the campaign. */
class OutlookTest {

  private static final int CAMPAIGNS = Integer.getInteger("rackproof.campaigns", 300);

  /** A campaign judged at some times as if it ran. */
  private static final class Run {
    final GeneratedCampaign campaign;
    final List<SeriesSamples> series;
    final Evidence evidence;
    final Set<Series> known = new TreeSet<>();

    Run(GeneratedCampaign campaign, List<SeriesSamples> series, Evidence evidence) {
      this.campaign = campaign;
      this.series = series;
      this.evidence = evidence;
      long from = campaign.setting().start() - campaign.setting().gap();
      for (SeriesSamples samples : series) {
        for (int i = 0; i < samples.size(); i++) {
          if (samples.timeMillis(i) >= from && samples.timeMillis(i) < campaign.to()) {
            known.add(samples.series());
          }
        }
      }
    }

    Scorecard at(long to) {
      Scoring scoring = new Scoring(campaign.plan(), campaign.setting().start(), known);
      series.forEach(s -> scoring.add(s, scoring.from(), to));
      return scoring.judge(campaign.timeline(), evidence, to);
    }
  }

  private static long moment(GeneratedCampaign campaign, Random random) {
    long length = campaign.setting().length();
    return campaign.setting().start() + 1 + (long) (random.nextDouble() * (length - 1));
  }

  /** The samples up to a time, and from there on good ones of all series, two cells apart. */
  private static List<SeriesSamples> goodFrom(GeneratedCampaign campaign, long time) {
    SortedMap<Series, SeriesSamples.Builder> builders = new TreeMap<>();
    SortedMap<Series, Recording.Arrival> last = new TreeMap<>();
    for (Recording.Arrival a : campaign.recording().arrivals()) {
      SeriesSamples.Builder builder = builders.computeIfAbsent(a.series(), SeriesSamples::builder);
      if (a.time() < time) {
        builder.add(a.time(), a.value(), a.quality(), a.order());
        if (a.quality() == Quality.GOOD || a.quality() == Quality.COUNTER_RESET) {
          last.merge(a.series(), a, (x, y) -> y.time() > x.time() ? y : x);
        }
      }
    }
    builders.forEach(
        (series, builder) -> {
          boolean power = series.metric().startsWith("psu");
          double value = power ? 30 : last.containsKey(series) ? last.get(series).value() : 1;
          for (long t = time; t < campaign.to(); t += 2L * campaign.setting().cell()) {
            builder.add(t, value, Quality.GOOD, 1_000_000);
          }
        });
    return builders.values().stream().map(SeriesSamples.Builder::build).toList();
  }

  /** Of losses and offsets those that are known and over before a time. */
  private static Evidence before(GeneratedCampaign campaign, long time) {
    Evidence own = campaign.evidence();
    boolean clock = own.clockOffsets().stream().allMatch(o -> o.atMillis() < time);
    return new Evidence(
        List.of(),
        own.losses().stream().filter(l -> l.lastMillis() < time).toList(),
        clock ? own.clockOffsets() : List.of(),
        own.instruments(),
        own.references());
  }

  private static String text(CriterionResult result) {
    return String.join(
        " ", result.id(), result.statistic(), result.limit(), result.phase(), result.reason());
  }

  private static CriterionResult find(Scorecard card, String id) {
    return card.criteria().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void criterionIsDecidedOnceItsTimeHasPassedWithGoodSamples() {
    int told = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      GeneratedCampaign campaign = GeneratedCampaign.of(random);
      long now = moment(campaign, random);
      Run run = new Run(campaign, goodFrom(campaign, now), before(campaign, now));
      for (CriterionResult result : run.at(now).criteria()) {
        Outlook outlook = result.outlook();
        long time = outlook.decidableAtMillis().orElse(Long.MAX_VALUE);
        if (time >= campaign.to()) {
          continue;
        }
        assertThat(outlook.state()).isEqualTo(Outlook.State.OPEN);
        Scorecard then = run.at(time);
        if (!lasted(then, campaign.plan().criterion(result.id()).orElseThrow(), time)) {
          continue;
        }
        told++;
        CriterionResult later = find(then, result.id());
        if (later.reason().contains("compared with is 0")
            || later.reason().contains("nothing is known to compare with")
            || later.reason().contains("members were seen")) {
          // No sample of this rack tells it before.
          continue;
        }
        assertThat(later.verdict().isDecided())
            .as("seed %d at %d: %s was told %s, and is %s", seed, now, text(result), outlook, later)
            .isTrue();
        assertThat(later.outlook().state())
            .as("seed %d: %s", seed, later)
            .isIn(Outlook.State.SETTLED, Outlook.State.STANDING);
      }
    }
    assertThat(told).isGreaterThan(CAMPAIGNS);
  }

  /** Whether the phase went on to the time that was told: its condition may have failed before. */
  private static boolean lasted(Scorecard card, Criterion criterion, long time) {
    return card.phases().stream()
                .filter(p -> p.phase().equals(criterion.phase()))
                .mapToLong(PhaseSpan::endMillis)
                .max()
                .orElse(0)
            == time
        || (criterion.method() instanceof Method.Statistical s && s.comparison().isPresent());
  }

  @Test
  void criterionIsNotDecidedBeforeTheTimeThatWasTold() {
    int told = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      GeneratedCampaign campaign = GeneratedCampaign.of(random);
      Run run = new Run(campaign, campaign.recording().series(), campaign.evidence());
      long first = moment(campaign, random);
      long second = moment(campaign, random);
      Scorecard now = run.at(Math.min(first, second));
      Scorecard then = run.at(Math.max(first, second));
      for (CriterionResult result : now.criteria()) {
        Criterion criterion = campaign.plan().criterion(result.id()).orElseThrow();
        long notBefore = result.outlook().notBeforeMillis().orElse(Long.MIN_VALUE);
        if (notBefore <= then.scoredToMillis()
            || mayEndEarly(campaign, criterion)
            || criterion.method() instanceof Method.BitErrors
            || then.complete()) {
          continue;
        }
        told++;
        CriterionResult later = find(then, result.id());
        boolean stands =
            later.outlook().state() == Outlook.State.SETTLED
                || later.outlook().state() == Outlook.State.STANDING;
        assertThat(stands && later.verdict() != Verdict.FAIL)
            .as("seed %d: %s was told %s, is %s", seed, text(result), result.outlook(), later)
            .isFalse();
      }
    }
    assertThat(told).isGreaterThan(CAMPAIGNS);
  }

  /** A phase with a condition is told to last as long as it may. */
  private static boolean mayEndEarly(GeneratedCampaign campaign, Criterion criterion) {
    Phase phase = campaign.plan().phase(criterion.phase()).orElse(null);
    return phase != null && phase.entry() instanceof Phase.When && phase.duration().isPresent();
  }

  @Test
  void settledVerdictNeverChangesAndWhatTakesARetestNeverPasses() {
    int settled = 0;
    int failed = 0;
    int retests = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      GeneratedCampaign campaign = GeneratedCampaign.of(random);
      Run run = new Run(campaign, campaign.recording().series(), campaign.evidence());
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        times.add(moment(campaign, random));
      }
      times.sort(null);
      List<Scorecard> cards = times.stream().map(run::at).toList();
      for (int i = 0; i + 1 < cards.size(); i++) {
        for (CriterionResult result : cards.get(i).criteria()) {
          CriterionResult later = find(cards.get(i + 1), result.id());
          if (result.outlook().state() == Outlook.State.SETTLED) {
            settled++;
            failed += result.verdict() == Verdict.FAIL ? 1 : 0;
            assertThat(later.verdict())
                .as("seed %d: %s became %s", seed, result, later)
                .isEqualTo(result.verdict());
          }
          if (result.outlook().state() == Outlook.State.RETEST) {
            retests++;
            assertThat(later.verdict())
                .as("seed %d: %s became %s", seed, result, later)
                .isIn(Verdict.INCONCLUSIVE, Verdict.FAIL);
          }
        }
      }
    }
    assertThat(settled).isGreaterThan(CAMPAIGNS);
    assertThat(failed).isGreaterThan(CAMPAIGNS / 10);
    assertThat(retests).isGreaterThan(CAMPAIGNS / 10);
  }
}
