package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the phases of a plan. */
final class PhaseReader {

  private final SignalReader signals;

  PhaseReader(SignalReader signals) {
    this.signals = signals;
  }

  List<Phase> read(YamlMap map) {
    List<Phase> phases = new ArrayList<>();
    for (String name : map.keys()) {
      phases.add(readPhase(name, map.require(name)));
    }
    return phases;
  }

  private Phase readPhase(String name, YamlValue value) {
    YamlMap phase = PlanValues.allow(value.map(), PlanKeys.PHASE);
    Optional<Duration> length = phase.get("duration").map(PlanValues::positive);
    Duration settle = phase.get("settle").map(YamlValue::duration).orElse(Duration.ZERO);
    Phase.Entry entry = readEntry(phase, length.isPresent());
    for (String key : List.of("until", "for")) {
      if (!phase.has("when")) {
        phase.get(key).ifPresent(v -> v.report("only goes with 'when'"));
      }
    }
    if (phase.has("settle") && length.isPresent() && settle.compareTo(length.get()) >= 0) {
      phase.require("settle").report("leaves nothing of the phase's duration to judge");
    }
    return new Phase(name, entry, settle, length);
  }

  private Phase.Entry readEntry(YamlMap phase, boolean hasLength) {
    boolean byHand = phase.get("by-hand").map(YamlValue::bool).orElse(false);
    boolean whole = phase.get("whole").map(YamlValue::bool).orElse(false);
    if ((phase.has("when") ? 1 : 0) + (byHand ? 1 : 0) + (whole ? 1 : 0) > 1) {
      phase.report("a phase begins in one way: 'when', 'by-hand' or 'whole', not several");
    }
    if (whole && hasLength) {
      phase.require("duration").report("does not go with 'whole', which lasts all the campaign");
    }
    if (phase.has("when")) {
      return readWhen(phase);
    }
    if (byHand) {
      return new Phase.ByHand();
    }
    if (whole) {
      return new Phase.Whole();
    }
    if (!hasLength && !phase.has("duration")) {
      phase.report(
          "a phase needs 'duration', 'when' (a signal and a limit), 'by-hand: true' or 'whole:"
              + " true'");
    }
    return new Phase.Timed();
  }

  /** A phase with a mistake is by hand from here on: it is not used. */
  private Phase.Entry readWhen(YamlMap phase) {
    Duration hold = phase.get("for").map(YamlValue::duration).orElse(Duration.ZERO);
    Optional<Method.Condition> when = ConditionReader.read(phase.require("when"), signals);
    Optional<Method.Condition> until =
        phase.get("until").flatMap(v -> ConditionReader.read(v, signals));
    if (when.isEmpty()) {
      return new Phase.ByHand();
    }
    return new Phase.When(when.get().signal(), when.get().limit(), hold, until);
  }
}
