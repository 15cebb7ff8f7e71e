package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the phases of a plan. */
final class PhaseReader {

  private static final Pattern CONDITION =
      Pattern.compile("(.*\\S)\\s*((?:<=|>=|==|<|>)\\s*[-+]?\\d[^<>=]*)");

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
    YamlMap phase = value.map().allow("whole", "duration", "when", "for", "settle", "by-hand");
    Optional<Duration> length = phase.get("duration").map(v -> positive(v));
    Duration settle = phase.get("settle").map(YamlValue::duration).orElse(Duration.ZERO);
    Phase.Entry entry = readEntry(phase, length.isPresent());
    if (phase.has("for") && !phase.has("when")) {
      phase.require("for").report("only goes with 'when'");
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

  private Phase.Entry readWhen(YamlMap phase) {
    YamlValue when = phase.require("when");
    Duration hold = phase.get("for").map(YamlValue::duration).orElse(Duration.ZERO);
    Matcher matcher = CONDITION.matcher(when.text());
    if (!matcher.matches()) {
      when.report("expected a signal and a limit such as 'rack_power_watts >= 120 kW'");
      return new Phase.ByHand();
    }
    @Nullable SignalOf signal = signals.read(when, matcher.group(1));
    @Nullable Limit limit = when.parsed(t -> Limit.parse(matcher.group(2)));
    if (signal == null || limit == null) {
      return new Phase.ByHand();
    }
    CriterionReader.checkDimension(when, limit, signal.unit(), "the signal");
    return new Phase.When(signal, limit, hold);
  }

  static Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (value.isText() && duration.isZero() && isDuration(value.text())) {
      value.report("must be longer than nothing");
    }
    return duration;
  }

  private static boolean isDuration(String text) {
    return io.rackproof.document.Durations.parse(text).isPresent();
  }
}
