package io.rackproof.collector.compare;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Values of one criterion in one column.
 *
 * @param n how many values
 * @param deviation standard deviation of the sample (n − 1); empty for fewer than three values
 */
public record Spread(int n, double mean, double min, double max, OptionalDouble deviation) {

  /**
   * @param values at least one
   */
  static Spread of(List<Double> values) {
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / values.size();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(
        values.size(),
        mean,
        min,
        max,
        values.size() < 3
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }
}
