package io.rackproof.collector.score.statistic;

/**
 * Covered seconds outside an interval: all of them, or the longest stretch, which uncovered time
 * neither ends nor lengthens.
 */
final class Outside implements Gathering {

  private final boolean longestOnly;
  private final Bounds bounds;
  private final Worst worst;
  private long total;
  private long stretch;
  private long stretchStart;
  private long longest;
  private long longestStart;

  Outside(boolean longestOnly, Bounds bounds) {
    this(longestOnly, bounds, new Worst(bounds));
  }

  private Outside(boolean longestOnly, Bounds bounds, Worst worst) {
    this.longestOnly = longestOnly;
    this.bounds = bounds;
    this.worst = worst;
  }

  @Override
  public void enter(long from) {
    stretch = 0;
  }

  @Override
  public void add(Piece piece) {
    worst.add(piece);
    if (!bounds.isOutside(piece.value())) {
      stretch = 0;
      return;
    }
    total += piece.length();
    stretchStart = stretch == 0 ? piece.start() : stretchStart;
    stretch += piece.length();
    if (stretch > longest) {
      longest = stretch;
      longestStart = stretchStart;
    }
  }

  @Override
  public Measured measure(long uncovered) {
    long outside = longestOnly ? longest : total;
    return Measured.of(
        outside / 1000.0,
        outside / 1000.0,
        (outside + uncovered) / 1000.0,
        longest > 0 ? longestStart : worst.time());
  }

  @Override
  public Outside copy() {
    Outside copy = new Outside(longestOnly, bounds, worst.copy());
    copy.total = total;
    copy.stretch = stretch;
    copy.stretchStart = stretchStart;
    copy.longest = longest;
    copy.longestStart = longestStart;
    return copy;
  }
}
