package io.rackproof.collector.plan;

import io.rackproof.document.Durations;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/** Reads {@code step}: how a signal answers to an event. */
final class StepReader {

  /** The statistics that are told of a step. */
  static final Map<String, Method.StepValue> STATISTICS = statistics();

  private static final Duration BASELINE = Duration.ofSeconds(60);

  private static final Pattern WITHIN =
      Pattern.compile("within\\s+(.*\\S)\\s+of\\s+(?:the\\s+)?baseline");
  private static final Pattern SHARE =
      Pattern.compile("(<=|>=)\\s*(.*\\S)\\s+of\\s+(?:the\\s+)?baseline");

  private final SignalReader signals;

  StepReader(SignalReader signals) {
    this.signals = signals;
  }

  private static Map<String, Method.StepValue> statistics() {
    Map<String, Method.StepValue> values = new LinkedHashMap<>();
    values.put("time-to-recover", Method.StepValue.RECOVERY);
    values.put("overshoot", Method.StepValue.OVERSHOOT);
    values.put("undershoot", Method.StepValue.UNDERSHOOT);
    return Collections.unmodifiableMap(values);
  }

  /** The method; empty after a mistake, which has been reported. */
  Optional<Method> read(YamlMap criterion, @Nullable SignalOf signal, Optional<Phase> phase) {
    YamlValue value = criterion.require("step");
    YamlMap map = PlanValues.allow(value.map(), PlanKeys.STEP);
    Method.StepValue told =
        criterion.get("statistic").map(StepReader::statistic).orElse(Method.StepValue.RECOVERY);
    Optional<Method.Condition> trigger = ConditionReader.read(map.require("trigger"), signals);
    Duration baseline = map.get("baseline").map(PlanValues::positive).orElse(BASELINE);
    Duration hold = map.get("hold").map(YamlValue::duration).orElse(Duration.ZERO);
    Optional<Duration> observe = map.get("observe").map(PlanValues::positive);
    int repeats = map.get("repeats").map(v -> (int) v.integer(1, 1000)).orElse(1);
    boolean needsBand = told == Method.StepValue.RECOVERY;
    Method.@Nullable Band settles =
        needsBand || map.has("settles")
            ? band(map.require("settles"), signal)
            : new Method.Band.Fixed(Limit.none("", signal == null ? PlanUnits.ONE : signal.unit()));
    phase
        .filter(p -> map.has("baseline"))
        .ifPresent(p -> CriterionReader.checkFits(map.require("baseline"), baseline, phase));
    if (observe.isPresent() && hold.compareTo(observe.get()) > 0) {
      map.require("hold").report("is longer than what is observed of an event");
    }
    if (signal == null || trigger.isEmpty() || settles == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Method.StepResponse(
            signal, trigger.get(), baseline, settles, hold, observe, told, repeats));
  }

  private static Method.StepValue statistic(YamlValue value) {
    String word = Signs.word(value.text());
    Method.StepValue told = STATISTICS.get(word);
    if (told == null && value.isText()) {
      value.report(
          "of a step there are time-to-recover, overshoot and undershoot, not '" + word + "'");
    }
    return told == null ? Method.StepValue.RECOVERY : told;
  }

  private static Method.@Nullable Band band(YamlValue value, @Nullable SignalOf signal) {
    if (value.isMissing()) {
      return null;
    }
    Unit<?> unit = signal == null ? null : signal.unit();
    Method.Band band = value.parsed(text -> band(text, unit));
    if (band instanceof Method.Band.Fixed fixed && unit != null) {
      CriterionReader.checkDimension(value, fixed.limit(), unit, "the signal");
    }
    return band;
  }

  /** Nothing is checked against a signal that could not be read. */
  private static Method.Band band(String written, @Nullable Unit<?> unit) {
    String text = written.strip();
    String plain = Signs.plain(text);
    Matcher within = WITHIN.matcher(plain);
    if (within.matches()) {
      Quantity distance = Quantity.parse(within.group(1));
      if (distance.value() < 0) {
        throw new IllegalArgumentException("a distance is not negative: '" + text + "'");
      }
      if (distance.unitText().equals("%")) {
        checkShare(text, unit);
        return new Method.Band.Relative(text, distance.value() / 100);
      }
      if (unit != null) {
        distance.asDifference(unit);
      }
      Unit<?> own = PlanUnits.ofDifference(distance.unit());
      String symbol = own.equals(distance.unit()) ? distance.unitText() : "K";
      double size = distance.value();
      return new Method.Band.Absolute(
          text, new Limit(within.group(1), -size, true, size, true, symbol, own));
    }
    Matcher share = SHARE.matcher(plain);
    if (share.matches()) {
      Quantity part = Quantity.parse(share.group(2));
      if (!part.unitText().equals("%")) {
        throw new IllegalArgumentException(
            "expected a share of the baseline such as '>= 90 % of baseline', not '" + text + "'");
      }
      checkShare(text, unit);
      return new Method.Band.Share(text, part.value() / 100, share.group(1).equals(">="));
    }
    if (plain.contains("baseline")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no band. Write 'within 10 % of baseline', 'within 2 K of baseline', '>= 90 %"
              + " of baseline' or a limit");
    }
    return new Method.Band.Fixed(Limit.parse(text));
  }

  private static void checkShare(String text, @Nullable Unit<?> unit) {
    if (unit != null && unit.equals(PlanUnits.CELSIUS)) {
      throw new IllegalArgumentException(
          "'" + text + "' is a share of a temperature in °C; write 'within 2 K of baseline'");
    }
  }

  /** Trigger and recovery are each known to one poll, and what is not observed cannot be judged. */
  static void check(
      YamlMap criterion, Method.StepResponse step, Limit limit, Optional<Duration> interval) {
    if (step.value() != Method.StepValue.RECOVERY
        || Double.isInfinite(limit.high())
        || !PlanUnits.compatible(limit.unit(), PlanUnits.SECOND)) {
      return;
    }
    double seconds = PlanUnits.converter(limit.unit(), PlanUnits.SECOND).convert(limit.high());
    interval.ifPresent(
        i -> {
          if (seconds < 2 * i.toMillis() / 1000.0) {
            criterion
                .require("limit")
                .report(
                    "is finer than polling every "
                        + Durations.format(i)
                        + " can tell: trigger and recovery are each known to one poll, so the least"
                        + " limit is "
                        + Durations.format(i.multipliedBy(2)));
          }
        });
    step.observe()
        .filter(o -> o.toMillis() / 1000.0 < seconds)
        .ifPresent(
            o ->
                criterion
                    .require("step")
                    .map()
                    .require("observe")
                    .report("ends before the limit: a late recovery would not be seen"));
  }
}
