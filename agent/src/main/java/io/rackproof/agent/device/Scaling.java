package io.rackproof.agent.device;

/**
 * From the number that a device reports to a value in the metric's base unit: {@code raw * factor +
 * offset}. Decimal factors are applied so that 231 × 0.1 gives 23.1, not 23.1000000000004.
 *
 * @param factor not zero
 */
public record Scaling(double factor, double offset) {

  public static final Scaling NONE = new Scaling(1, 0);

  public Scaling {
    if (factor == 0 || !Double.isFinite(factor) || !Double.isFinite(offset)) {
      throw new IllegalArgumentException("not a scaling: * " + factor + " + " + offset);
    }
  }

  public double apply(double raw) {
    double inverse = 1 / factor;
    // A decimal fraction such as 0.1 has no exact double, but its inverse has: divide by it.
    double scaled =
        Math.abs(factor) < 1 && inverse == Math.rint(inverse) ? raw / inverse : raw * factor;
    return scaled + offset;
  }

  /** This scaling first, then another one. */
  public Scaling then(Scaling next) {
    return new Scaling(factor * next.factor, offset * next.factor + next.offset);
  }
}
