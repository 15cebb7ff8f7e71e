package io.rackproof.collector.score.statistic;

/** The increase of a counter, or its increase per second of covered time. */
final class Growth implements Gathering {

  private final boolean rate;
  private final Increments increments;
  private double total;
  private boolean begun;
  private double largest;
  private long largestTime;
  private long covered;

  Growth(boolean rate, double modulus) {
    this(rate, new Increments(modulus));
  }

  private Growth(boolean rate, Increments increments) {
    this.rate = rate;
    this.increments = increments;
  }

  @Override
  public void enter(long from) {
    increments.enter();
  }

  @Override
  public void add(Piece piece) {
    double growth = increments.add(piece);
    total += growth;
    covered += piece.length();
    if (!begun || growth > largest) {
      begun = true;
      largest = growth;
      largestTime = piece.start();
    }
  }

  @Override
  public void restarted(long time) {
    increments.restarted(time);
  }

  @Override
  public Measured measure(long uncovered) {
    boolean mayHideMore = uncovered > 0 || increments.resets() > 0;
    double value = rate ? total / (covered / 1000.0) : total;
    return increments.tell(
        Measured.of(
            value,
            rate && uncovered > 0 ? Double.NEGATIVE_INFINITY : value,
            mayHideMore ? Double.POSITIVE_INFINITY : value,
            largestTime));
  }

  @Override
  public Growth copy() {
    Growth copy = new Growth(rate, increments.copy());
    copy.total = total;
    copy.begun = begun;
    copy.largest = largest;
    copy.largestTime = largestTime;
    copy.covered = covered;
    return copy;
  }
}
