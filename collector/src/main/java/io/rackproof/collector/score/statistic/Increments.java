package io.rackproof.collector.score.statistic;

/**
 * How much a counter grew from good sample to good sample. A fall, or a sample that the agent
 * marked as the first after a restart, is a reset: what stands after it counts as growth. Growth
 * from one span of a phase to the next does not count.
 */
final class Increments {

  private boolean inSpan;
  private double before;
  private int resets;
  private long firstReset;

  void enter() {
    inSpan = false;
  }

  /** Growth into a piece from the one before; 0 for the first of a span. */
  double add(Piece piece) {
    double growth = 0;
    if (inSpan && (piece.restarted() || piece.value() < before)) {
      growth = piece.value();
      firstReset = resets == 0 ? piece.start() : firstReset;
      resets++;
    } else if (inSpan) {
      growth = piece.value() - before;
    }
    inSpan = true;
    before = piece.value();
    return growth;
  }

  /** A restart that no piece tells: what was counted around it is lost. */
  void restarted(long time) {
    firstReset = resets == 0 ? time : firstReset;
    resets++;
  }

  int resets() {
    return resets;
  }

  /** Tells the resets with a result. */
  Measured tell(Measured measured) {
    return measured.withResets(resets, firstReset);
  }

  Increments copy() {
    Increments copy = new Increments();
    copy.inSpan = inSpan;
    copy.before = before;
    copy.resets = resets;
    copy.firstReset = firstReset;
    return copy;
  }
}
