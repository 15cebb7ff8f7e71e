package io.rackproof.collector.score.statistic;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Takes the noise of binary arithmetic out of a result before it meets a limit, so that 0.1 + 0.2
 * is not above 0.3: 12 significant digits, whole numbers as they are.
 */
public final class Rounding {

  private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

  private Rounding() {}

  public static double of(double value) {
    if (!Double.isFinite(value) || value == Math.rint(value)) {
      return value;
    }
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
