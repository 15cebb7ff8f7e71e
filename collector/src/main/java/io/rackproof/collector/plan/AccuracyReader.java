package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;

/** Reads what a plan says of the accuracy of a metric or of a criterion's signal. */
final class AccuracyReader {

  private static final Pattern RANGE = Pattern.compile("(.*%)\\s*of\\s+(.*)");

  private AccuracyReader() {}

  /** The plan's {@code accuracy}: by metric. */
  static Map<String, Accuracy> readAll(YamlMap map, KnownMetrics metrics) {
    Map<String, Accuracy> accuracies = new TreeMap<>();
    for (String name : map.keys()) {
      YamlValue value = map.require(name);
      if (value.isMap()) {
        try {
          Unit<?> unit = metrics.require(name, List.of()).unit();
          accuracies.put(name, ofMetric(value, unit));
        } catch (IllegalArgumentException e) {
          value.report(String.valueOf(e.getMessage()));
        }
      } else {
        value.report("expected keys and values such as {reading: 1 %, absolute: 0.1 K}");
      }
    }
    return accuracies;
  }

  /** The accuracy of values in a unit. */
  static Accuracy read(YamlValue value, Unit<?> unit) {
    Accuracy accuracy = ofMetric(value, unit);
    if (accuracy.correlated().isPresent()) {
      value
          .map()
          .require("correlated")
          .report(
              "is said of metrics: a criterion's accuracy is that of its whole signal. Name the"
                  + " group under 'accuracy' of the plan");
    }
    return accuracy;
  }

  private static Accuracy ofMetric(YamlValue value, Unit<?> unit) {
    YamlMap map = PlanValues.allow(value.map(), PlanKeys.ACCURACY);
    Optional<String> correlated = map.get("correlated").map(YamlValue::nonEmpty);
    double reading = map.get("reading").map(PlanValues::share).orElse(0.0);
    double absolute = map.get("absolute").map(v -> difference(v, unit)).orElse(0.0);
    double range = map.get("range").map(v -> range(v, unit)).orElse(0.0);
    double resolution = map.get("resolution").map(v -> difference(v, unit)).orElse(0.0);
    Optional<LocalDate> calibrated = map.get("calibrated").flatMap(PlanValues::date);
    Optional<LocalDate> until = map.get("until").flatMap(PlanValues::date);
    if (value.isMap() && PlanKeys.ACCURACY.stream().limit(4).noneMatch(map::has)) {
      value.report("says nothing: give 'reading', 'absolute', 'range' or 'resolution'");
    }
    if (calibrated.isPresent() && until.isPresent() && until.get().isBefore(calibrated.get())) {
      map.require("until").report("is before the day of the calibration");
    }
    return new Accuracy(reading, absolute + range, resolution, calibrated, until, correlated);
  }

  private static double difference(YamlValue value, Unit<?> unit) {
    Double size = value.parsed(text -> notNegative(text, Quantity.parse(text).asDifference(unit)));
    return size == null ? 0 : size;
  }

  private static double range(YamlValue value, Unit<?> unit) {
    Double size =
        value.parsed(
            text -> {
              Matcher matcher = RANGE.matcher(Signs.plain(text));
              if (!matcher.matches()) {
                throw new IllegalArgumentException(
                    "expected a share of a range such as '0.5 % of 400 L/min', not '" + text + "'");
              }
              double share = Quantity.parse(matcher.group(1)).asDifference(PlanUnits.ONE);
              return notNegative(text, share * Quantity.parse(matcher.group(2)).asDifference(unit));
            });
    return size == null ? 0 : size;
  }

  private static double notNegative(String text, double size) {
    if (size < 0) {
      throw new IllegalArgumentException("an accuracy is not negative: '" + text + "'");
    }
    return size;
  }
}
