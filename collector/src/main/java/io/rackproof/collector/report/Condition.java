package io.rackproof.collector.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * What surrounded a rack while it was judged, and is not its own doing.
 *
 * @param name for people: {@code air entering}
 * @param metric its name in the catalogue
 * @param unit of the mean
 * @param mean over all good samples of the campaign's time
 */
public record Condition(String name, String metric, String unit, double mean) {

  /** The metrics that tell of the surroundings, by name. */
  private static final Map<String, String> NAMES =
      new TreeMap<>(
          Map.of(
              "cdu_air_inlet_temperature_celsius", "air entering",
              "cdu_water_inlet_temperature_celsius", "facility water entering",
              "sensor_humidity_ratio", "relative humidity"));

  /** Whether a metric tells of the surroundings. */
  public static boolean isOne(String metric) {
    return NAMES.containsKey(metric);
  }

  /**
   * Of a metric that is one.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Condition of(String metric, double mean) {
    String name = NAMES.get(metric);
    if (name == null) {
      throw new IllegalArgumentException(metric + " tells nothing of the surroundings");
    }
    return new Condition(name, metric, metric.endsWith("_celsius") ? "°C" : "1", mean);
  }
}
