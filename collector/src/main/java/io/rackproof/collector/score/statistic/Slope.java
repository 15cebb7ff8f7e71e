package io.rackproof.collector.score.statistic;

/**
 * Least squares of value against time, each piece at the middle of its hold and weighted by the
 * time it holds; in the signal's unit per second.
 */
final class Slope implements Gathering {

  private final Worst worst;
  private boolean begun;
  private long origin;
  private double weight;
  private double meanTime;
  private double meanValue;
  private double timeSquares;
  private double products;

  Slope(Bounds bounds) {
    this(new Worst(bounds));
  }

  private Slope(Worst worst) {
    this.worst = worst;
  }

  @Override
  public void add(Piece piece) {
    if (!begun) {
      begun = true;
      origin = piece.start();
    }
    double held = piece.length() / 1000.0;
    double time = (piece.start() - origin) / 1000.0 + held / 2;
    weight += held;
    double fromTime = time - meanTime;
    double fromValue = piece.value() - meanValue;
    meanTime += fromTime * (held / weight);
    meanValue += fromValue * (held / weight);
    timeSquares += held * fromTime * (time - meanTime);
    products += held * fromTime * (piece.value() - meanValue);
    worst.add(piece);
  }

  @Override
  public Measured measure(long uncovered) {
    if (timeSquares == 0) {
      return Measured.anythingIf(true, Double.NaN, worst.time())
          .undecided("one sample alone has no slope");
    }
    return Measured.anythingIf(uncovered > 0, products / timeSquares, worst.time());
  }

  @Override
  public Slope copy() {
    Slope copy = new Slope(worst.copy());
    copy.begun = begun;
    copy.origin = origin;
    copy.weight = weight;
    copy.meanTime = meanTime;
    copy.meanValue = meanValue;
    copy.timeSquares = timeSquares;
    copy.products = products;
    return copy;
  }
}
