package io.rackproof.collector.score.statistic;

/** The value of the last good sample; certain when it holds to the end of the judged time. */
final class Last implements Gathering {

  private double value;
  private long time;
  private long end;
  private boolean untilTheEnd;

  @Override
  public void enter(long from) {
    untilTheEnd = false;
  }

  @Override
  public void add(Piece piece) {
    value = piece.value();
    time = piece.start();
    end = piece.end();
  }

  @Override
  public void leave(long to) {
    untilTheEnd = end == to;
  }

  @Override
  public Measured measure(long uncovered) {
    return Measured.anythingIf(!untilTheEnd, value, time);
  }

  @Override
  public Last copy() {
    Last copy = new Last();
    copy.value = value;
    copy.time = time;
    copy.end = end;
    copy.untilTheEnd = untilTheEnd;
    return copy;
  }
}
