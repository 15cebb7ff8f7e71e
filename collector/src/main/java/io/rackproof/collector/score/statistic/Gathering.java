package io.rackproof.collector.score.statistic;

/**
 * A statistic in the making. It is given each piece once, in time order, span after span: {@link
 * #enter}, {@link #add}…, {@link #leave}. Not thread safe.
 */
public interface Gathering {

  /** A span of the judged time begins. */
  default void enter(long from) {}

  /** The next piece of the span. */
  void add(Piece piece);

  /** A counter restarted in the span, and no piece tells it. */
  default void restarted(long time) {}

  /** The span has ended; time from its last piece on was uncovered. */
  default void leave(long to) {}

  /**
   * The statistic of what was given; at least one piece was.
   *
   * @param uncovered milliseconds of the judged time in which nothing was held
   */
  Measured measure(long uncovered);

  /** An independent copy that can go on by itself. */
  Gathering copy();

  /** A copy for one look ahead: it is good only until this one goes on. */
  default Gathering glance() {
    return copy();
  }
}
