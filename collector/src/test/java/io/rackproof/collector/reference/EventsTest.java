package io.rackproof.collector.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Series;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Step responses and bit error ratios are what the definitions say. */
class EventsTest {

  private static final int SEEDS = Integer.getInteger("rackproof.campaigns", 600);

  /** A generated rack with what it holds, and the time that is judged. */
  private record Rack(
      Recording.Setting setting, Recording recording, Map<Series, Grid> grids, Phases.Span judged) {

    static Rack generate(Random random) {
      int cell = new int[] {50, 100, 7}[random.nextInt(3)];
      long start = 1_795_000_000_000L / cell * cell;
      Recording.Setting setting =
          new Recording.Setting(start, 400L * cell, cell, (8L + random.nextInt(12)) * cell);
      Recording recording = Recording.generate(setting, random);
      Map<Series, Grid> grids = new TreeMap<>();
      long from = start - setting.gap();
      long to = start + setting.length();
      recording
          .counting()
          .forEach((s, samples) -> grids.put(s, Grid.of(samples, from, to, cell, setting.gap())));
      Phases.Span judged = new Phases.Span(start + 50L * cell, start + 350L * cell);
      return new Rack(setting, recording, grids, judged);
    }

    /** Judged by hand from 50 to 350 cells after the start. */
    CriterionResult score(double coverage, String criterion) {
      String text =
          """
          plan: generated
          version: 1
          requires: {coverage: %s %%, max-gap: %dms}
          phases: {test: {by-hand: true}}
          criteria:
            - {id: C, title: t, phase: test, %s}
          """
              .formatted(coverage * 100, setting.gap(), criterion);
      long end = setting.start() + setting.length();
      Timeline timeline =
          new Timeline(
              "r-1",
              setting.start(),
              OptionalLong.of(end),
              List.of(
                  new Timeline.Mark(judged.from(), "test", true),
                  new Timeline.Mark(judged.to(), "test", false)),
              List.of());
      try {
        return new Scorer(Plan.parse("plan.yaml", text))
            .score(timeline, Evidence.of(recording.series()), end)
            .criteria()
            .get(0);
      } catch (InvalidDocumentException e) {
        throw new AssertionError(e.getMessage(), e);
      }
    }
  }

  @Test
  void answersToEventsAreWhatTheDefinitionsSay() {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Rack rack = Rack.generate(random);
      int cell = rack.setting().cell();
      double coverage = random.nextBoolean() ? 0.5 : 0.9;
      String what =
          List.of("time-to-recover", "time-to-recover", "overshoot", "undershoot")
              .get(random.nextInt(4));
      boolean time = what.equals("time-to-recover");
      double bound = time ? cell * (10 + random.nextInt(60)) / 1000.0 : random.nextInt(12);
      long hold = random.nextBoolean() ? 0 : cell * (1L + random.nextInt(10));
      Events.Step step =
          new Events.Step(
              cell * (5L + random.nextInt(20)),
              (5 + random.nextInt(40)) / 100.0,
              hold,
              cell * (80L + random.nextInt(200)),
              Bound.atMost(bound),
              what,
              1 + random.nextInt(2));
      CriterionResult result =
          rack.score(
              coverage,
              "signal: psu_output_power_watts, statistic: %s, limit: \"<= %s %s\", step: {trigger: \"cdu_pump_running == 0\", baseline: %dms, settles: within %s %% of baseline, hold: %dms, observe: %dms, repeats: %d}"
                  .formatted(
                      what,
                      bound,
                      time ? "s" : "W",
                      step.baseline(),
                      Math.round(step.share() * 100),
                      step.hold(),
                      step.observe(),
                      step.repeats()));
      Grid trigger = grid(rack, "cdu_pump_running");
      assertThat(result.members()).isNotEmpty();
      for (MemberResult member : result.members()) {
        Grid signal =
            Objects.requireNonNull(
                rack.grids().get(Series.of("psu_output_power_watts", member.labels())));
        Events.Answer answer =
            new Events(signal, trigger, List.of(rack.judged()), coverage).judge(step);
        String of = "seed " + seed + " " + step + " " + member + " but " + answer;
        assertThat(member.verdict()).as(of).isEqualTo(answer.verdict());
        assertThat(member.coverage()).as(of).isEqualTo(answer.coverage(), within(1e-12));
        assertThat(member.samples()).as(of).isEqualTo(answer.samples());
        assertThat(member.value().isPresent()).as(of).isEqualTo(!Double.isNaN(answer.value()));
        member.value().ifPresent(v -> assertThat(v).as(of).isEqualTo(answer.value(), within(1e-9)));
        assertThat(member.worstTimeMillis().orElse(0)).as(of).isEqualTo(answer.at());
        verdicts.merge(member.verdict(), 1, Integer::sum);
      }
    }
    assertThat(verdicts.get(Verdict.PASS)).isGreaterThan(SEEDS / 50);
    assertThat(verdicts.get(Verdict.FAIL)).isGreaterThan(SEEDS / 50);
  }

  private static Grid grid(Rack rack, String metric) {
    return rack.grids().entrySet().stream()
        .filter(e -> e.getKey().metric().equals(metric))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bitErrorRatiosAreWhatPoissonSays() {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Rack rack = Rack.generate(random);
      double coverage = random.nextBoolean() ? 0.5 : 0.9;
      double bound = Math.pow(10, -9 - random.nextInt(4)) * (1 + random.nextInt(9));
      CriterionResult result =
          rack.score(
              coverage,
              "signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits: switch_port_speed_bits_per_second, confidence: 90 %%, limit: <= %s"
                  .formatted(bound));
      for (MemberResult member : result.members()) {
        Grid errors =
            Objects.requireNonNull(
                rack.grids().get(Series.of("switch_port_receive_errors_total", member.labels())));
        Grid bits =
            Objects.requireNonNull(
                rack.grids().get(Series.of("switch_port_speed_bits_per_second", member.labels())));
        List<Phases.Span> spans = List.of(rack.judged());
        Result counted =
            new Statistics(errors, spans, coverage).whole("increase", Bound.NONE, Bound.NONE, 0);
        Result sent =
            new Statistics(bits, spans, coverage).whole("integral", Bound.NONE, Bound.NONE, 0);
        String of = "seed " + seed + " " + member + " but " + counted + sent;
        if (counted.samples() == 0 || !(sent.value() > 0)) {
          assertThat(member.verdict()).as(of).isEqualTo(Verdict.INCONCLUSIVE);
          continue;
        }
        double most = mean(counted.value(), 0.1) / sent.value();
        double least = counted.value() == 0 ? 0 : mean(counted.value() - 1, 0.9) / sent.value();
        assertThat(member.value().orElseThrow() / most).as(of).isEqualTo(1, within(1e-9));
        Verdict expected = Verdict.PASS;
        if (least > bound) {
          expected = sent.coverage() < coverage ? Verdict.INCONCLUSIVE : Verdict.FAIL;
        } else if (counted.coverage() < coverage || counted.restarts() || most > bound) {
          expected = Verdict.INCONCLUSIVE;
        }
        assertThat(member.verdict()).as(of).isEqualTo(expected);
        assertThat(counted.worst()).as(of).contains(member.worstTimeMillis().orElseThrow());
        verdicts.merge(expected, 1, Integer::sum);
      }
    }
    assertThat(verdicts.get(Verdict.PASS)).isGreaterThan(SEEDS / 50);
    assertThat(verdicts.get(Verdict.FAIL)).isGreaterThan(SEEDS / 50);
  }

  /** The Poisson mean at which so many events or fewer have a probability. */
  private static double mean(double events, double probability) {
    double low = 0;
    double high = 10 * events + 100;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double term = Math.exp(-middle);
      double sum = term;
      for (int k = 1; k <= events; k++) {
        term *= middle / k;
        sum += term;
      }
      if (sum > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
