package io.rackproof.collector.score.statistic;

/**
 * Time-weighted mean, or the integral over the covered time in the signal's unit times seconds.
 * Sums are relative to the first value, so that what stays the same has exactly its own mean.
 */
final class Mean implements Gathering {

  private final boolean integral;
  private final Worst worst;
  private boolean begun;
  private double reference;
  private double sum;
  private long covered;

  Mean(boolean integral, Bounds bounds) {
    this(integral, new Worst(bounds));
  }

  private Mean(boolean integral, Worst worst) {
    this.integral = integral;
    this.worst = worst;
  }

  @Override
  public void add(Piece piece) {
    if (!begun) {
      begun = true;
      reference = piece.value();
    }
    sum += (piece.value() - reference) * piece.length();
    covered += piece.length();
    worst.add(piece);
  }

  @Override
  public Measured measure(long uncovered) {
    double mean = reference + sum / covered;
    double value = integral ? mean * covered / 1000.0 : mean;
    return Measured.anythingIf(uncovered > 0, value, worst.time());
  }

  @Override
  public Mean copy() {
    Mean copy = new Mean(integral, worst.copy());
    copy.begun = begun;
    copy.reference = reference;
    copy.sum = sum;
    copy.covered = covered;
    return copy;
  }
}
