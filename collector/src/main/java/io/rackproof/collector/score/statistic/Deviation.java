package io.rackproof.collector.score.statistic;

/**
 * Standard deviation of the population, weighted by time. Mean and sum of squares are kept up to
 * date (West 1979), so that a large mean does not swallow a small deviation.
 */
final class Deviation implements Gathering {

  private final Extreme lowest;
  private final Extreme highest;
  private long covered;
  private double mean;
  private double squares;

  Deviation() {
    this(new Extreme(false), new Extreme(true));
  }

  private Deviation(Extreme lowest, Extreme highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  @Override
  public void add(Piece piece) {
    covered += piece.length();
    double distance = piece.value() - mean;
    double step = distance * piece.length() / covered;
    squares += piece.length() * distance * (distance - step);
    mean += step;
    lowest.add(piece);
    highest.add(piece);
  }

  @Override
  public Measured measure(long uncovered) {
    double value = Math.sqrt(Math.max(0, squares) / covered);
    boolean above = highest.value() - mean > mean - lowest.value();
    long low = lowest.measure(0).worstTimeMillis();
    long high = highest.measure(0).worstTimeMillis();
    boolean alike = highest.value() - mean == mean - lowest.value();
    return Measured.anythingIf(
        uncovered > 0, value, alike ? Math.min(low, high) : above ? high : low);
  }

  @Override
  public Deviation copy() {
    Deviation copy = new Deviation(lowest.copy(), highest.copy());
    copy.covered = covered;
    copy.mean = mean;
    copy.squares = squares;
    return copy;
  }
}
