package io.rackproof.catalogue;

import java.util.List;

/**
 * What one metric name means.
 *
 * @param name Prometheus conventions: base unit as suffix, {@code _total} for counters
 * @param kind how its values behave
 * @param unit the unit of the value as plans write it: {@code W}, {@code A}, {@code °C}, {@code
 *     L/min}, {@code Pa}, {@code rpm}, {@code By}, {@code 1} for none
 * @param roles of devices that can have it, in no special order
 * @param labels that tell its series apart, besides those that every series of a rack has
 * @param help one sentence
 */
public record Metric(
    String name, Kind kind, String unit, List<String> roles, List<String> labels, String help) {

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
