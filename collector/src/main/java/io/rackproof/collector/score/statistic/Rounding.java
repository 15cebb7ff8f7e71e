package io.rackproof.collector.score.statistic;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Takes the noise of binary arithmetic out of a result before it meets a limit, so that 0.1 + 0.2
 * is not above 0.3: 12 significant digits, whole numbers as they are.
 */
public final class Rounding {

  private static final int DIGITS = 12;

  /** Powers of ten that are exact as double. */
  private static final double[] POWERS = new double[23];

  /**
   * Nearer than this to the middle of two decimals only exact arithmetic tells to which a number
   * goes; scaled to at most 12 digits before the point it is off by less than 0.0001.
   */
  private static final double CLEAR = 0.499;

  private static final double LOG_2 = Math.log10(2);

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = new BigDecimal(java.math.BigInteger.TEN.pow(i)).doubleValue();
    }
  }

  private Rounding() {}

  public static double of(double value) {
    if (!Double.isFinite(value) || value == Math.rint(value)) {
      return value;
    }
    int scale = scale(value, DIGITS);
    double scaled = scaled(value, scale);
    double whole = Math.rint(scaled);
    if (!isClear(scaled, whole, DIGITS)) {
      return exact(value, DIGITS, RoundingMode.HALF_EVEN).doubleValue();
    }
    // Both are exact, so that the quotient is the double that is nearest to the decimal.
    return scale >= 0 ? whole / POWERS[scale] : whole * POWERS[-scale];
  }

  /**
   * A finite number as a decimal of some significant digits, perhaps fewer.
   *
   * @param digits at most 12
   * @param halves where to the middle of two decimals goes
   */
  public static BigDecimal decimal(double value, int digits, RoundingMode halves) {
    if (value != 0 && Math.abs(value) < 1e15) {
      int scale = scale(value, digits);
      double scaled = scaled(value, scale);
      double whole = Math.rint(scaled);
      if (isClear(scaled, whole, digits)) {
        return BigDecimal.valueOf((long) whole, scale);
      }
    }
    return exact(value, digits, halves);
  }

  private static BigDecimal exact(double value, int digits, RoundingMode halves) {
    return new BigDecimal(value).round(new MathContext(digits, halves));
  }

  /** The power of ten that leaves so many digits before the point, or one more, or one less. */
  private static int scale(double value, int digits) {
    int guess = digits - 1 - (int) Math.floor(Math.getExponent(value) * LOG_2);
    if (Math.abs(guess) >= POWERS.length) {
      return guess;
    }
    return Math.abs(scaled(value, guess)) >= POWERS[digits] ? guess - 1 : guess;
  }

  /** NaN where a power is not exact. */
  private static double scaled(double value, int scale) {
    if (Math.abs(scale) >= POWERS.length) {
      return Double.NaN;
    }
    return scale >= 0 ? value * POWERS[scale] : value / POWERS[-scale];
  }

  private static boolean isClear(double scaled, double whole, int digits) {
    double size = Math.abs(scaled);
    return Math.abs(scaled - whole) < CLEAR
        && size > POWERS[digits - 1] + 1
        && size < POWERS[digits] - 1;
  }
}
