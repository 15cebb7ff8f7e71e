package io.rackproof.wire;

/**
 * Hashes of several texts that are as good as those of lists and maps are bad: they multiply by 31
 * or add up, so that ten devices of ten ports have few that differ, and tables become lists.
 */
public final class Spread {

  /** The golden ratio's share of 2^32, odd: neighbours part (Knuth, volume 3, 6.4). */
  private static final int GOLDEN = 0x9E3779B1;

  private Spread() {}

  /**
   * The hash of one more.
   *
   * @param soFar that of those before, 0 for none
   * @param next the hash of the one
   */
  public static int of(int soFar, int next) {
    return Integer.rotateLeft((soFar ^ next) * GOLDEN, 15);
  }
}
