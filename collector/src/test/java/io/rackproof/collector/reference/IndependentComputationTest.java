package io.rackproof.collector.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the engine says is what the definitions say. */
class IndependentComputationTest {

  private static final int SEEDS = Integer.getInteger("rackproof.campaigns", 400);

  @Test
  void everyStatisticPhaseAndVerdictIsWhatTheDefinitionsSay() {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    List<String> wrong = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      GeneratedCampaign campaign = GeneratedCampaign.of(new Random(seed));
      Scorecard card =
          new Scorer(campaign.plan())
              .score(campaign.timeline(), campaign.evidence(), campaign.to());
      Judge judge = judge(campaign, card, wrong);
      for (int i = 0; i < campaign.asked().size(); i++) {
        Asked asked = campaign.asked().get(i);
        CriterionResult result = card.criteria().get(i);
        verdicts.merge(result.verdict(), 1, Integer::sum);
        try {
          compare(judge, asked, result);
        } catch (AssertionError e) {
          wrong.add(
              asked.text() + "\n  " + String.valueOf(e.getMessage()).strip().replace("\n", " "));
        }
      }
      assertThat(wrong).as("seed %d", seed).isEmpty();
    }
    assertThat(verdicts.values()).allMatch(count -> count > SEEDS / 10);
  }

  private static void compare(Judge judge, Asked asked, CriterionResult result) {
    if (judge.phase(asked.phase()).isEmpty()) {
      assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      return;
    }
    Map<SortedMap<String, String>, Judge.Judged> expected = judge.judge(asked);
    assertThat(result.verdict()).as(result.reason()).isEqualTo(Judge.worst(asked, expected));
    if (asked.each()) {
      assertThat(result.members()).hasSize(expected.isEmpty() ? 0 : 1);
      return;
    }
    assertThat(result.members()).hasSize(expected.size());
    for (MemberResult member : result.members()) {
      Judge.Judged own = Objects.requireNonNull(expected.get(new TreeMap<>(member.labels())));
      String of = member.labels() + " " + member.reason() + " but " + own;
      assertThat(member.verdict()).as(of).isEqualTo(own.verdict());
      assertThat(member.value().orElse(Double.NaN)).as(of).satisfies(v -> near(v, own.value()));
      assertThat(member.margin().orElse(Double.NaN)).as(of).satisfies(v -> near(v, own.margin()));
      assertThat(member.coverage()).as(of).isEqualTo(own.coverage(), within(1e-12));
      assertThat(member.samples()).as(of).isEqualTo(own.samples());
      if (!Double.isNaN(own.value())) {
        assertThat(own.worst()).as(of).contains(member.worstTimeMillis().orElseThrow());
      }
    }
  }

  /** Equal to 1e-9 of the value, or of a thousandth where values cancel. */
  private static void near(double value, double expected) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      assertThat(Double.valueOf(value)).isEqualTo(Double.valueOf(expected));
    } else {
      assertThat(value).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  private static Judge judge(GeneratedCampaign campaign, Scorecard card, List<String> wrong) {
    Recording.Setting setting = campaign.setting();
    long start = setting.start();
    long from = start - setting.gap();
    Map<Series, Grid> grids = new TreeMap<>();
    campaign
        .recording()
        .counting()
        .forEach(
            (series, samples) -> {
              if (!samples.subMap(from, campaign.to()).isEmpty()) {
                grids.put(
                    series, Grid.of(samples, from, campaign.to(), setting.cell(), setting.gap()));
              }
            });
    Map<String, List<Phases.Span>> phases = phases(campaign, grids);
    Map<String, Boolean> doubts = new HashMap<>();
    phases.forEach(
        (name, spans) -> {
          boolean lost =
              campaign.evidence().losses().stream()
                  .anyMatch(
                      l ->
                          spans.stream()
                              .anyMatch(
                                  s ->
                                      l.firstMillis() < s.to()
                                          && l.lastMillis() + setting.gap() >= s.from()));
          boolean off =
              !campaign.evidence().clockOffsets().isEmpty()
                  && spans.stream()
                      .anyMatch(
                          s ->
                              s.from() < start + 100L * setting.cell()
                                  && s.to() > start + 50L * setting.cell());
          doubts.put(name, lost || off);
        });
    phases.forEach(
        (name, spans) -> {
          List<Phases.Span> told =
              card.phases().stream()
                  .filter(p -> p.phase().equals(name) && p.judgedFromMillis() < p.endMillis())
                  .map(p -> new Phases.Span(p.judgedFromMillis(), p.endMillis()))
                  .toList();
          if (!told.equals(spans)) {
            wrong.add("phase " + name + " is " + told + " but " + spans);
          }
        });
    return new Judge(
        grids,
        phases,
        campaign.coverage(),
        Map.of(campaign.asked().get(3).id(), Map.of(Map.of("psu", "1", "shelf", "a"), 21.0)),
        doubts);
  }

  private static List<Phases.Span> of(Map<String, List<Phases.Span>> spans, String phase) {
    return Objects.requireNonNull(spans.get(phase));
  }

  private static Map<String, List<Phases.Span>> phases(
      GeneratedCampaign campaign, Map<Series, Grid> grids) {
    Recording.Setting setting = campaign.setting();
    long start = setting.start();
    long to = campaign.to();
    long ever = Long.MAX_VALUE / 4;
    long cell = setting.cell();
    Map<String, List<Phases.Span>> spans = new HashMap<>();
    List.of("all", "first", "second", "hand", "load", "low")
        .forEach(name -> spans.put(name, new ArrayList<>()));
    Phases.add(of(spans, "all"), start, to, 0, ever);
    Phases.add(of(spans, "first"), start, to, campaign.settle(), campaign.duration());
    Phases.add(of(spans, "second"), start + campaign.duration(), to, 0, campaign.duration());
    Phases.add(of(spans, "hand"), start + 40 * cell, start + 180 * cell, campaign.settle(), ever);
    Phases.add(of(spans, "hand"), start + 300 * cell, to, campaign.settle(), ever);
    List<Grid> power =
        grids.entrySet().stream()
            .filter(e -> e.getKey().metric().equals("psu_output_power_watts"))
            .map(Map.Entry::getValue)
            .toList();
    if (power.isEmpty()) {
      return spans;
    }
    Grid sum = Grid.together(power, h -> java.util.Arrays.stream(h).sum());
    Phases.when(
            sum,
            start,
            to,
            campaign.hold(),
            c -> sum.known[c],
            c -> sum.value[c] >= 40,
            c -> sum.value[c] < 40)
        .forEach(s -> Phases.add(of(spans, "load"), s.from(), s.to(), campaign.settle(), ever));
    Phases.when(
            sum,
            start,
            to,
            campaign.hold(),
            c -> sum.known[c],
            c -> power.stream().allMatch(g -> g.value[c] <= 22),
            c -> sum.value[c] > 60)
        .forEach(s -> Phases.add(of(spans, "low"), s.from(), s.to(), 0, campaign.duration()));
    return spans;
  }
}
