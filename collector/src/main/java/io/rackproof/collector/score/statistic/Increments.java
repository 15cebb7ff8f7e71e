package io.rackproof.collector.score.statistic;

/**
 * How much a counter grew from good sample to good sample. A fall is a wrap where the counter's
 * width is known and what it would have grown through its end is no more than it may have; else it
 * is a reset, as is a sample that the agent marked as the first after a restart: what stands after
 * it counts as growth. Growth from one span of a phase to the next does not count.
 *
 * <p>Through a wrap a counter may have grown by at most half its width, and at most ten times as
 * fast as it was seen to grow between two samples before. While it was not seen to grow, no fall is
 * a wrap.
 */
final class Increments {

  /** Growth through a wrap may be this many times as fast as the fastest that was seen. */
  private static final double FASTER = 10;

  private final double modulus;
  private boolean inSpan;
  private double before;
  private long beforeTime;
  private boolean beforeCarried;
  private double fastest;
  private int wraps;
  private int resets;
  private long firstReset;

  /**
   * @param modulus the value at which the counter starts again from 0; 0 when not known
   */
  Increments(double modulus) {
    this.modulus = modulus;
  }

  void enter() {
    inSpan = false;
  }

  /** Growth into a piece from the one before; 0 for the first of a span. */
  double add(Piece piece) {
    double growth = inSpan ? growth(piece) : 0;
    inSpan = true;
    before = piece.value();
    beforeTime = piece.start();
    beforeCarried = piece.carried();
    return growth;
  }

  private double growth(Piece piece) {
    double growth = piece.value() - before;
    long time = piece.start() - beforeTime;
    if (!piece.restarted() && growth >= 0) {
      // A carried sample is older than the piece that it holds: its rate is not known.
      if (!beforeCarried && time > 0) {
        fastest = Math.max(fastest, growth / time);
      }
      return growth;
    }
    double wrapped = growth + modulus;
    if (!piece.restarted() && isPlausible(wrapped, time)) {
      wraps++;
      return wrapped;
    }
    firstReset = resets == 0 ? piece.start() : firstReset;
    resets++;
    return piece.value();
  }

  private boolean isPlausible(double wrapped, long time) {
    return before < modulus && wrapped <= modulus / 2 && wrapped <= FASTER * fastest * time;
  }

  /** A restart that no piece tells: what was counted around it is lost. */
  void restarted(long time) {
    firstReset = resets == 0 ? time : firstReset;
    resets++;
  }

  int resets() {
    return resets;
  }

  /** Tells wraps and resets with a result. */
  Measured tell(Measured measured) {
    return measured.withResets(resets, firstReset).withWraps(wraps);
  }

  Increments copy() {
    Increments copy = new Increments(modulus);
    copy.inSpan = inSpan;
    copy.before = before;
    copy.beforeTime = beforeTime;
    copy.beforeCarried = beforeCarried;
    copy.fastest = fastest;
    copy.wraps = wraps;
    copy.resets = resets;
    copy.firstReset = firstReset;
    return copy;
  }
}
