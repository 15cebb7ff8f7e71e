package io.rackproof.collector.score.statistic;

/** The statistic of a window that moves forward over pieces. */
interface WindowValue {

  /** A new span: nothing that was before counts. */
  default void enter() {}

  /** A piece was added, with this number. */
  default void added(int number, Pieces pieces, Piece piece) {}

  /** The window has left the piece with this number behind. */
  default void left(int number, Pieces pieces) {}

  /**
   * Over (to - window, to], whose pieces are first to last; the last may begin at {@code to}.
   *
   * @param covered milliseconds
   */
  double at(Pieces pieces, long to, int first, int last, long covered);

  WindowValue copy();
}
