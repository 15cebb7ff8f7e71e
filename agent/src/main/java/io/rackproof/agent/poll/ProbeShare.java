package io.rackproof.agent.poll;

/**
 * Caps the time that a bus spends on probing silent devices, however many of them hang on it: after
 * a probe, nine times its duration belongs to the others. Used by the one thread of its bus.
 */
final class ProbeShare {

  private static final int OTHERS = 9;

  private boolean probed;
  private long freeAt;

  boolean allows(long now) {
    return !probed || now - freeAt >= 0;
  }

  void spent(long start, long end) {
    probed = true;
    freeAt = end + OTHERS * (end - start);
  }
}
