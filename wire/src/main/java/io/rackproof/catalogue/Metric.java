package io.rackproof.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * What one metric name means.
 *
 * @param name Prometheus conventions: base unit as suffix, {@code _total} for counters
 * @param kind how its values behave
 * @param unit the unit of the value as plans write it: {@code W}, {@code A}, {@code °C}, {@code
 *     L/min}, {@code Pa}, {@code rpm}, {@code By}, {@code 1} for none
 * @param roles of devices that can have it, in no special order
 * @param labels that tell its series apart, besides those that every series of a rack has
 * @param plausible the values that equipment of this kind can have; empty where any may be right
 * @param help one sentence
 */
public record Metric(
    String name,
    Kind kind,
    String unit,
    List<String> roles,
    List<String> labels,
    Optional<Range> plausible,
    String help) {

  /**
   * Values from low to high, both included, in the metric's unit. What lies outside is likely a
   * mistake: a wrong unit, a wrong sign, a sensor that is not there.
   */
  public record Range(double low, double high) {
    public Range {
      if (!(low < high)) {
        throw new IllegalArgumentException("a range from " + low + " to " + high);
      }
    }

    public boolean contains(double value) {
      return low <= value && value <= high;
    }
  }

  /** How the values of a metric behave. */
  public enum Kind {
    /** Goes up and down. */
    GAUGE,
    /** Only grows, but for resets and wraps. */
    COUNTER,
    /** 0 or 1, or a small number that stands for a named state. */
    STATE,
    /** Always 1; its labels identify something. */
    INFO
  }

  public Metric {
    roles = List.copyOf(roles);
    labels = List.copyOf(labels);
  }
}
