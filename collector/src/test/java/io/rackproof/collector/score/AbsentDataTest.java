package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is missing, stale or in doubt, nothing passes by it. */
class AbsentDataTest {

  private static final String POWER = "psu_output_power_watts";
  private static final String BITS = "switch_port_speed_bits_per_second";
  private static final String LINK = "switch_lldp_neighbor_info";

  /** Every statistic and method, each with a limit that good samples keep. */
  private static final List<String> CRITERIA =
      List.of(
          "signal: psu_output_power_watts, statistic: min, limit: \">= 1 W\", members: 2",
          "signal: psu_output_power_watts, statistic: max, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: mean, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: p95, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: stddev, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: last, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: integral, limit: <= 99 kJ, members: 2",
          "signal: psu_output_power_watts, statistic: slope, limit: <= 99 W/s, members: 2",
          "signal: psu_output_power_watts, statistic: changes, limit: <= 999, members: 2",
          "signal: psu_output_power_watts, statistic: time-outside, inside: <= 99 W, limit: <= 1 s, members: 2",
          "signal: psu_output_power_watts, statistic: longest-outside, inside: <= 99 W, limit: <= 1 s, members: 2",
          "signal: psu_output_power_watts, statistic: max, sustained: 5s, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: mean, over: 10s, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: max, over: 10s, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: p90, over: 10s, limit: <= 99 W, members: 2",
          "signal: psu_output_power_watts, statistic: mean, compare: {group: [rack], as: ratio}, limit: 50 .. 150 %, members: 2",
          "signal: psu_output_power_watts, statistic: spread, limit: <= 99 W, members: 1",
          "signal: sum by (rack) (psu_output_power_watts), statistic: mean, limit: <= 999 W",
          "signal: count by (rack) (psu_output_power_watts), statistic: max, limit: <= 9",
          "signal: switch_port_receive_errors_total, statistic: increase, limit: == 0, members: 2",
          "signal: switch_port_receive_errors_total, statistic: increase, limit: <= 0, members: 2",
          "signal: switch_port_receive_errors_total, statistic: rate, limit: == 0, members: 2",
          "signal: switch_port_receive_errors_total, statistic: increase, over: 10s, limit: == 0, members: 2",
          "signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits: switch_port_speed_bits_per_second, limit: <= 1e-9, members: 2",
          "signal: psu_output_power_watts, step: {trigger: \"cdu_pump_running == 0\", baseline: 5s, settles: within 50 % of baseline}, limit: <= 10 s, members: 2",
          "signal: psu_output_power_watts, statistic: overshoot, step: {trigger: \"cdu_pump_running == 0\", baseline: 5s}, limit: <= 10 W, members: 2",
          "signal: switch_lldp_neighbor_info, wiring: {port: [port], links: [{port: p1, neighbor: n1}, {port: p2, neighbor: n2}]}, limit: \">= 100 %\"");

  /** What may happen to one device, at some of its seconds. */
  private enum Loss {
    NONE,
    NEVER_SEEN,
    SILENT_AT_FIRST,
    SILENT_IN_BETWEEN,
    DIES,
    STALE,
    OUT_OF_RANGE,
    NOT_AVAILABLE,
    RESET,
    CLOCK_UNSURE,
    STALE_EVERY_OTHER,
    NO_NUMBER;

    boolean hits(int second) {
      return switch (this) {
        case NONE -> false;
        case NEVER_SEEN -> true;
        case SILENT_AT_FIRST -> second < 20;
        case SILENT_IN_BETWEEN -> second > 30 && second < 50;
        case DIES -> second > 60;
        case STALE_EVERY_OTHER -> second % 2 != 0;
        default -> second > 40;
      };
    }

    /** Of the samples that come nevertheless. */
    Optional<Quality> quality() {
      return switch (this) {
        case STALE, STALE_EVERY_OTHER -> Optional.of(Quality.STALE);
        case OUT_OF_RANGE -> Optional.of(Quality.OUT_OF_RANGE);
        case NOT_AVAILABLE -> Optional.of(Quality.NOT_AVAILABLE);
        case RESET -> Optional.of(Quality.COUNTER_RESET);
        case CLOCK_UNSURE -> Optional.of(Quality.CLOCK_UNSURE);
        case NONE, NO_NUMBER -> Optional.of(Quality.GOOD);
        default -> Optional.empty();
      };
    }
  }

  /** A good rack over 100 s, the first device of each kind hit. */
  private static List<SeriesSamples> rack(Loss loss, int step) {
    List<SeriesSamples> all = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      Loss own = i == 1 ? loss : Loss.NONE;
      add(all, own, step, POWER, Map.of("rack", "r-1", "psu", "" + i), 20);
      add(all, own, step, ERRORS, Map.of("rack", "r-1", "port", "" + i), 7);
      add(all, own, step, BITS, Map.of("rack", "r-1", "port", "" + i), 1e9);
      add(all, own, step, LINK, Map.of("rack", "r-1", "port", "p" + i, "neighbor", "n" + i), 1);
    }
    SeriesSamples.Builder pump =
        SeriesSamples.builder(Series.of("cdu_pump_running", Map.of("rack", "r-1")));
    for (int t = -10; t < 100; t += step) {
      pump.add(at(t), t == 25 || t == 26 ? 0 : 1, Quality.GOOD, 1);
    }
    all.add(pump.build());
    return all;
  }

  private static void add(
      List<SeriesSamples> all,
      Loss loss,
      int step,
      String metric,
      Map<String, String> labels,
      double level) {
    SeriesSamples.Builder builder = SeriesSamples.builder(Series.of(metric, labels));
    for (int t = -10; t < 100; t += step) {
      double value = metric.equals(POWER) && t % 2 == 0 ? level + 1 : level;
      if (!loss.hits(t)) {
        builder.add(at(t), value, Quality.GOOD, 1);
      } else if (loss.quality().isPresent()) {
        double told = loss == Loss.NO_NUMBER ? Double.NaN : value;
        builder.add(at(t), told, loss.quality().get(), 1);
      }
    }
    if (builder.size() > 0) {
      all.add(builder.build());
    }
  }

  private static Plan plan(String criterion, String requires, String phase) {
    return Judging.parse(
        """
        plan: absent
        version: 1
        requires: {coverage: 90 %%, max-gap: 3s%s}
        phases: {test: {%s}}
        criteria:
          - {id: C, title: t, phase: test, %s}
        """
            .formatted(requires, phase, criterion));
  }

  private static Verdict judge(
      Plan plan, List<SeriesSamples> series, List<Evidence.Lost> lost, long... offset) {
    List<Evidence.ClockOffset> offsets =
        offset.length == 0 ? List.of() : List.of(new Evidence.ClockOffset(at(50), offset[0]));
    return new Scorer(plan)
        .score(Judging.ended(100), new Evidence(series, lost, offsets, Map.of()), at(100))
        .criteria()
        .get(0)
        .verdict();
  }

  static Stream<String> criteria() {
    return CRITERIA.stream();
  }

  static Stream<Arguments> losses() {
    return CRITERIA.stream()
        .flatMap(
            c ->
                Stream.of(Loss.values())
                    .filter(l -> l != Loss.NONE)
                    .map(loss -> Arguments.of(c, loss)));
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void goodSamplesPass(String criterion) {
    Plan plan = plan(criterion, ", interval: 1s", "whole: true");
    assertThat(judge(plan, rack(Loss.NONE, 1), List.of())).isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void silentOrBadDeviceNeverPasses(String criterion, Loss loss) {
    Verdict verdict = judge(plan(criterion, "", "whole: true"), rack(loss, 1), List.of());
    boolean sumOfTheOther =
        loss == Loss.NEVER_SEEN && !criterion.contains("members") && !criterion.contains("wiring");
    boolean spreadOfOne = loss == Loss.NEVER_SEEN && criterion.contains("spread");
    if (sumOfTheOther || spreadOfOne) {
      // Nobody can miss a device that was never there: plans ask for 'members' or count them.
      assertThat(verdict).isEqualTo(Verdict.PASS);
    } else {
      assertThat(verdict).isEqualTo(Verdict.INCONCLUSIVE);
    }
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void lossClockAndAbsenceOfTheWholeRackNeverPass(String criterion) {
    Plan plan = plan(criterion, "", "whole: true");
    List<SeriesSamples> good = rack(Loss.NONE, 1);
    assertThat(judge(plan, List.of(), List.of())).isEqualTo(Verdict.INCONCLUSIVE);
    for (long first : new long[] {0, at(50), at(-2)}) {
      assertThat(judge(plan, good, List.of(new Evidence.Lost(first, first + 500, 3, ""))))
          .isEqualTo(Verdict.INCONCLUSIVE);
    }
    assertThat(judge(plan, good, List.of(), -501)).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void phaseThatWasNotThereNeverPasses(String criterion) {
    for (String phase :
        List.of(
            "by-hand: true",
            "when: \"psu_output_power_watts >= 50 W\"",
            "when: \"pdu_input_power_watts >= 50 W\"",
            "when: \"psu_output_power_watts >= 10 W\", settle: 100s")) {
      assertThat(judge(plan(criterion, "", phase), rack(Loss.NONE, 1), List.of()))
          .as(phase)
          .isEqualTo(Verdict.INCONCLUSIVE);
    }
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void sparserThanThePlanAsksNeverPasses(String criterion) {
    Verdict verdict =
        judge(plan(criterion, ", interval: 1s", "whole: true"), rack(Loss.NONE, 2), List.of());
    // A neighbour is seen or not, however seldom one looks.
    assertThat(verdict)
        .isEqualTo(criterion.contains("wiring") ? Verdict.PASS : Verdict.INCONCLUSIVE);
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void counterThatRestartedAtAnEdgeNeverPassesAsZero(String criterion) {
    if (!criterion.contains("errors_total")) {
      return;
    }
    for (int when : new int[] {0, 50, 99}) {
      List<SeriesSamples> rack = new ArrayList<>(rack(Loss.NONE, 1));
      rack.removeIf(s -> s.series().metric().equals(ERRORS));
      for (String port : List.of("1", "2")) {
        SeriesSamples.Builder errors =
            SeriesSamples.builder(Series.of(ERRORS, Map.of("rack", "r-1", "port", port)));
        for (int t = 0; t < 100; t++) {
          boolean reset = t == when && port.equals("1");
          errors.add(at(t), 0, reset ? Quality.COUNTER_RESET : Quality.GOOD, 1);
        }
        rack.add(errors.build());
      }
      assertThat(judge(plan(criterion, "", "whole: true"), rack, List.of()))
          .as("restart at %d s", when)
          .isEqualTo(Verdict.INCONCLUSIVE);
    }
  }

  /** Each lacks something else that its method needs. */
  static Stream<Arguments> lacking() {
    String step =
        "signal: psu_output_power_watts, step: {trigger: \"cdu_pump_running == %s\", baseline: %s, settles: within 50 %% of baseline, repeats: %d}, limit: <= 10 s";
    String compare =
        "signal: psu_output_power_watts, statistic: mean, limit: 50 .. 150 %%, compare: {%s}";
    return Stream.of(
        Arguments.of("trigger never seen", step.formatted("5", "5s", 1)),
        Arguments.of("too few repeats", step.formatted("0", "5s", 2)),
        Arguments.of("baseline uncovered", step.formatted("0", "60s", 1)),
        Arguments.of("no reference", compare.formatted("generation: gen1")),
        Arguments.of("no rack", compare.formatted("rack: r-9")),
        Arguments.of("too few members", CRITERIA.get(0).replace("members: 2", "members: 3")),
        Arguments.of(
            "members told apart by each",
            "signal: psu_output_power_watts, statistic: max, limit: <= 99 W, each: [rack], members: 2"),
        Arguments.of(
            "ambiguous",
            "signal: psu_output_power_watts * on (rack) switch_port_receive_errors_total, statistic: max, limit: <= 9 MW"),
        Arguments.of(
            "no bits",
            "signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits: \"switch_port_speed_bits_per_second * 0\", limit: <= 1e-9"),
        Arguments.of("no value entered", "manual: measure it, limit: <= 5 W"),
        Arguments.of("no inspection", "manual: look at it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lacking")
  void whatAMethodLacksNeverPasses(String what, String criterion) {
    String whole = criterion.startsWith("manual") ? criterion : criterion + ", phase: test";
    Plan plan =
        Judging.parse(
            """
            plan: absent
            version: 1
            requires: {coverage: 90 %%, max-gap: 3s}
            phases: {test: {whole: true}}
            criteria:
              - {id: C, title: t, %s}
            """
                .formatted(whole));
    assertThat(judge(plan, rack(Loss.NONE, 1), List.of())).as(what).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void entryOfTheWrongKindNeverPasses() {
    Timeline.Entry verdict =
        new Timeline.Entry(
            at(5),
            "C",
            "a",
            Optional.of(Verdict.PASS),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "");
    Plan plan =
        Judging.parse(
            """
            plan: absent
            version: 1
            phases: {test: {whole: true}}
            criteria:
              - {id: C, title: t, manual: measure it, limit: <= 5 W}
            """);
    Timeline timeline =
        new Timeline("r-1", START, OptionalLong.of(at(9)), List.of(), List.of(verdict));
    assertThat(
            new Scorer(plan)
                .score(timeline, Evidence.of(List.of()), at(9))
                .criteria()
                .get(0)
                .verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void triggerThatWasUnknownMayHaveHiddenEvents() {
    List<SeriesSamples> rack = new ArrayList<>(rack(Loss.NONE, 1));
    rack.removeIf(s -> s.series().metric().equals("cdu_pump_running"));
    SeriesSamples.Builder pump =
        SeriesSamples.builder(Series.of("cdu_pump_running", Map.of("rack", "r-1")));
    for (int t = -10; t < 50; t++) {
      pump.add(at(t), t == 25 ? 0 : 1, Quality.GOOD, 1);
    }
    rack.add(pump.build());
    String step = CRITERIA.stream().filter(c -> c.contains("settles")).findFirst().orElseThrow();
    assertThat(judge(plan(step, "", "whole: true"), rack, List.of()))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }
}
