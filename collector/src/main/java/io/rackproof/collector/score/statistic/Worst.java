package io.rackproof.collector.score.statistic;

/** The first moment at which a signal was furthest towards or over its bounds. */
final class Worst {

  private final Bounds bounds;
  private double margin = Double.POSITIVE_INFINITY;
  private boolean found;
  private long time;

  Worst(Bounds bounds) {
    this.bounds = bounds;
  }

  private Worst(Worst other) {
    this.bounds = other.bounds;
    this.margin = other.margin;
    this.found = other.found;
    this.time = other.time;
  }

  void add(Piece piece) {
    double own = bounds.margin(piece.value());
    if (!found || own < margin) {
      found = true;
      margin = own;
      time = piece.start();
    }
  }

  long time() {
    return time;
  }

  Worst copy() {
    return new Worst(this);
  }
}
