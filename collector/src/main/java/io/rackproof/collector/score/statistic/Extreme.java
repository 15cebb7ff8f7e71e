package io.rackproof.collector.score.statistic;

/** The lowest or the highest value, and when it came first. */
final class Extreme implements Gathering {

  private final boolean highest;
  private boolean found;
  private double value;
  private long time;

  Extreme(boolean highest) {
    this.highest = highest;
  }

  @Override
  public void add(Piece piece) {
    if (!found || (highest ? piece.value() > value : piece.value() < value)) {
      found = true;
      value = piece.value();
      time = piece.start();
    }
  }

  @Override
  public Measured measure(long uncovered) {
    return of(value, uncovered);
  }

  /** A value as what uncovered time may only make more extreme. */
  Measured of(double told, long uncovered) {
    return Measured.of(
        told,
        highest || uncovered == 0 ? told : Double.NEGATIVE_INFINITY,
        highest && uncovered > 0 ? Double.POSITIVE_INFINITY : told,
        time);
  }

  double value() {
    return value;
  }

  @Override
  public Extreme copy() {
    Extreme copy = new Extreme(highest);
    copy.found = found;
    copy.value = value;
    copy.time = time;
    return copy;
  }
}
