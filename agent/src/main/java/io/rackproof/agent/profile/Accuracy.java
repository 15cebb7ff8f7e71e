package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Specification;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key {@code accuracy} of a point in a profile, and of a metric of one device in {@code
 * rack.yaml}: <code>{reading: 1 %, span: 0.5 %, absolute: 0.2, resolution: 0.1, calibrated:
 * 2026-03-01, until: 2027-03-01}</code>. The parts add up.
 */
public final class Accuracy {

  private static final Pattern PERCENT =
      Pattern.compile("(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\s*%");

  private final YamlMap map;
  private final double reading;
  private final double span;
  private final double absolute;
  private final double resolution;
  private final Optional<LocalDate> calibrated;
  private final Optional<LocalDate> until;

  private Accuracy(YamlMap map) {
    this.map = map;
    this.reading = map.get("reading").map(Accuracy::share).orElse(0.0);
    this.span = map.get("span").map(Accuracy::share).orElse(0.0);
    this.absolute = map.get("absolute").map(Accuracy::figure).orElse(0.0);
    this.resolution = map.get("resolution").map(Accuracy::figure).orElse(0.0);
    this.calibrated = day("calibrated");
    this.until = day("until");
  }

  /** Reads it and reports its mistakes, but for what only a point shows. */
  public static Accuracy read(YamlValue value) {
    YamlMap map =
        value.map().allow("reading", "span", "absolute", "resolution", "calibrated", "until");
    Accuracy accuracy = new Accuracy(map);
    boolean says =
        map.has("reading") || map.has("span") || map.has("absolute") || map.has("resolution");
    if (value.isMap() && !says) {
      map.report("has at least one of reading, span, absolute and resolution");
    }
    if (accuracy.calibrated.isPresent()
        && accuracy.until.filter(accuracy.calibrated.get()::isAfter).isPresent()) {
      map.require("until").report("is before the day of the calibration");
    }
    return accuracy;
  }

  /**
   * What it says of a point; a share of the span needs its plausible range, and the lack of one is
   * reported.
   *
   * @param known of the point otherwise: its resolution stays when none is given here
   */
  public Specification of(Optional<Point.Range> plausible, Specification known) {
    double ofSpan = 0;
    if (map.has("span")) {
      if (plausible.isEmpty()) {
        map.require("span").report("is a share of the plausible range: give 'plausible' as well");
      } else {
        ofSpan = span * (plausible.get().high() - plausible.get().low());
      }
    }
    return new Specification(
        reading,
        absolute + ofSpan,
        resolution > 0 ? resolution : known.resolution(),
        known.resettable(),
        calibrated,
        until);
  }

  /** The keys {@code accuracy} and {@code resettable} of a point. */
  static Specification ofPoint(YamlMap entry, boolean counter, Optional<Point.Range> plausible) {
    boolean resettable = false;
    Optional<YamlValue> key = entry.get("resettable");
    if (key.isPresent()) {
      resettable = key.get().bool();
      if (resettable && !counter) {
        key.get().report("only a counter can be set back");
      }
    }
    Specification known =
        new Specification(0, 0, 0, resettable, Optional.empty(), Optional.empty());
    return entry.get("accuracy").map(Accuracy::read).map(a -> a.of(plausible, known)).orElse(known);
  }

  private static double share(YamlValue value) {
    Matcher matcher = PERCENT.matcher(value.text());
    if (matcher.matches()) {
      return Double.parseDouble(matcher.group(1)) / 100;
    }
    value.report("expected a percentage such as 1 %, not '" + value.text() + "'");
    return 0;
  }

  private static double figure(YamlValue value) {
    double figure = value.number();
    if (figure < 0) {
      value.report("must not be negative");
      return 0;
    }
    return figure;
  }

  private Optional<LocalDate> day(String key) {
    return map.get(key)
        .flatMap(
            value ->
                Optional.ofNullable(
                    value.parsed(
                        text -> {
                          try {
                            return LocalDate.parse(text);
                          } catch (DateTimeException e) {
                            throw new IllegalArgumentException(
                                "expected a day such as 2026-03-01, not '" + text + "'", e);
                          }
                        })));
  }
}
