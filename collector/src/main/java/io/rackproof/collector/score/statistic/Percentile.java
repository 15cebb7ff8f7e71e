package io.rackproof.collector.score.statistic;

/** The smallest value such that a share of the covered time is at or below it. */
final class Percentile implements Gathering {

  private final double share;
  private final TimeAtValue times;
  private final Worst worst;

  Percentile(double share, Bounds bounds) {
    this(share, new TimeAtValue(), new Worst(bounds));
  }

  private Percentile(double share, TimeAtValue times, Worst worst) {
    this.share = share;
    this.times = times;
    this.worst = worst;
  }

  @Override
  public void add(Piece piece) {
    times.add(piece.value(), piece.length());
    worst.add(piece);
  }

  @Override
  public Measured measure(long uncovered) {
    long covered = times.total();
    return Measured.of(
        times.percentile(share, 0, covered),
        times.percentile(share, uncovered, covered + uncovered),
        times.percentile(share, 0, covered + uncovered),
        worst.time());
  }

  @Override
  public Percentile copy() {
    return new Percentile(share, times.copy(), worst.copy());
  }
}
