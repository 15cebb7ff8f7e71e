package io.rackproof.collector.score;

/**
 * How much a counter grew from good sample to good sample. A fall, or a sample that the agent
 * marked as the first after a restart, is a reset: what stands after it counts as growth. Samples
 * carry no width of their counter, so no fall is taken for a wrap. Growth from one span of a phase
 * to the next does not count.
 */
final class Increments {

  private final double[] growth;
  private final int resets;
  private final long firstReset;

  private Increments(double[] growth, int resets, long firstReset) {
    this.growth = growth;
    this.resets = resets;
    this.firstReset = firstReset;
  }

  static Increments of(HeldValues held) {
    double[] growth = new double[held.size()];
    int resets = 0;
    long firstReset = 0;
    for (int s = 0; s < held.spanCount(); s++) {
      for (int i = held.firstOf(s) + 1; i < held.firstOf(s + 1); i++) {
        double before = held.value(i - 1);
        double after = held.value(i);
        if (after < before || held.hasResetIn(held.start(i - 1), held.start(i))) {
          growth[i] = after;
          firstReset = resets == 0 ? held.start(i) : firstReset;
          resets++;
        } else {
          growth[i] = after - before;
        }
      }
    }
    return new Increments(growth, resets, firstReset);
  }

  /** Growth from the sample before piece i to that of piece i; 0 for the first of a span. */
  double into(int i) {
    return growth[i];
  }

  int resets() {
    return resets;
  }

  /** The time of the first sample after a reset; 0 for none. */
  long firstReset() {
    return firstReset;
  }
}
