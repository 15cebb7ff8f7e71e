package io.rackproof.collector.score.statistic;

/** How often the value changed from one good sample to the next. */
final class Changes implements Gathering {

  private boolean inSpan;
  private double before;
  private double count;
  private long firstTime;

  @Override
  public void enter(long from) {
    inSpan = false;
  }

  @Override
  public void add(Piece piece) {
    if (count == 0) {
      firstTime = piece.start();
    }
    if (inSpan && piece.value() != before) {
      count++;
    }
    inSpan = true;
    before = piece.value();
  }

  @Override
  public Measured measure(long uncovered) {
    return Measured.of(count, count, uncovered > 0 ? Double.POSITIVE_INFINITY : count, firstTime);
  }

  @Override
  public Changes copy() {
    Changes copy = new Changes();
    copy.inSpan = inSpan;
    copy.before = before;
    copy.count = count;
    copy.firstTime = firstTime;
    return copy;
  }
}
