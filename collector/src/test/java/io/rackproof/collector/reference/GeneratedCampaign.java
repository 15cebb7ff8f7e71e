package io.rackproof.collector.reference;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A campaign with its plan, its samples and how it went. Beside what is {@code asked} the plan has
 * criteria of all other methods.
 */
record GeneratedCampaign(
    Recording.Setting setting,
    Recording recording,
    List<Asked> asked,
    Plan plan,
    Timeline timeline,
    Evidence evidence,
    long to,
    double coverage,
    long hold,
    long settle,
    long duration) {

  private static final int CRITERIA = 14;

  private static String others(int cell) {
    return """
          - {id: S1, title: t, phase: all, signal: psu_output_power_watts, step: {trigger: "cdu_pump_running == 0", baseline: %1$dms, settles: within 20 %% of baseline, hold: %2$dms, observe: %3$dms, repeats: 2}, limit: <= %2$d ms}
          - {id: S2, title: t, phase: load, signal: psu_output_power_watts, statistic: overshoot, step: {trigger: "cdu_pump_running == 0", baseline: %1$dms}, limit: <= 6 W}
          - {id: E1, title: t, phase: hand, signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits: switch_port_speed_bits_per_second, limit: <= 1e-10}
          - {id: L1, title: t, phase: all, signal: switch_lldp_neighbor_info, wiring: {port: [port], links: [{port: "1", neighbor: n-1}]}}
          - {id: M1, title: t, manual: read the data sheet, limit: <= 50 µm}
          - {id: M2, title: t, manual: look at it}
        """
        .formatted(cell * 10, cell * 20, cell * 60)
        .indent(2)
        .replaceAll("(?m)^ +-", "  -");
  }

  private static List<Timeline.Entry> entries(long time) {
    Optional<Verdict> seen = Optional.of(Verdict.PASS);
    OptionalDouble none = OptionalDouble.empty();
    return List.of(
        new Timeline.Entry(time, "M1", "a", Optional.empty(), OptionalDouble.of(49), none, ""),
        new Timeline.Entry(time + 1, "M2", "a", seen, none, none, "fine"));
  }

  static GeneratedCampaign of(Random random) {
    int cell = new int[] {50, 100, 250, 7}[random.nextInt(4)];
    long start = 1_795_000_000_000L / cell * cell;
    long length = 500L * cell;
    Recording.Setting setting =
        new Recording.Setting(start, length, cell, (8L + random.nextInt(12)) * cell);
    Recording recording = Recording.generate(setting, random);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < CRITERIA; i++) {
      asked.add(Asked.random("C" + i, setting.gap(), cell, random));
    }
    double coverage = new double[] {0.3, 0.7, 0.95}[random.nextInt(3)];
    long hold = cell * (1L + random.nextInt(5));
    long settle = cell * (long) random.nextInt(12);
    long duration = cell * (150L + random.nextInt(100));
    String text =
        """
        plan: generated
        version: 1
        requires: {coverage: %s %%, max-gap: %dms, clock-skew: 500ms}
        signals: {power: sum by (rack) (psu_output_power_watts)}
        phases:
          all: {whole: true}
          first: {duration: %dms, settle: %dms}
          second: {duration: %dms}
          hand: {by-hand: true, settle: %dms}
          load: {when: "power >= 40 W", for: %dms, settle: %dms}
          low: {when: "psu_output_power_watts <= 22 W", until: "power > 60 W", for: %dms, duration: %dms}
        criteria:
        """
            .formatted(
                coverage * 100,
                setting.gap(),
                duration,
                settle,
                duration,
                settle,
                hold,
                settle,
                hold,
                duration);
    text += asked.stream().map(a -> "  - " + a.text() + "\n").collect(Collectors.joining());
    text += others(cell);
    long to = start + length;
    OptionalLong end = random.nextInt(4) > 0 ? OptionalLong.of(to) : OptionalLong.empty();
    List<Timeline.Mark> marks =
        List.of(
            new Timeline.Mark(start + 40L * cell, "hand", true),
            new Timeline.Mark(start + 180L * cell, "hand", false),
            new Timeline.Mark(start + 300L * cell, "hand", true));
    List<Evidence.Lost> losses =
        random.nextInt(8) == 0
            ? List.of(new Evidence.Lost(start + 200L * cell, start + 210L * cell, 5, "full"))
            : List.of();
    List<Evidence.ClockOffset> offsets =
        random.nextInt(8) == 0
            ? List.of(
                new Evidence.ClockOffset(start + 50L * cell, 700),
                new Evidence.ClockOffset(start + 100L * cell, 20))
            : List.of();
    List<Reference> references =
        List.of(
            new Reference("r-7", "gen1", asked.get(3).id(), Map.of("psu", "1", "shelf", "a"), 19),
            new Reference("r-8", "gen1", asked.get(3).id(), Map.of("psu", "1", "shelf", "a"), 23),
            new Reference("r-9", "gen2", asked.get(3).id(), Map.of("psu", "1", "shelf", "a"), 99));
    return new GeneratedCampaign(
        setting,
        recording,
        asked,
        parse(text),
        new Timeline("r-1", start, end, marks, entries(start + 70L * cell)),
        new Evidence(recording.series(), losses, offsets, Map.of(), references),
        to,
        coverage,
        hold,
        settle,
        duration);
  }

  private static Plan parse(String text) {
    try {
      return Plan.parse("plan.yaml", text);
    } catch (InvalidDocumentException e) {
      throw new AssertionError(e.getMessage() + "\n" + text, e);
    }
  }
}
