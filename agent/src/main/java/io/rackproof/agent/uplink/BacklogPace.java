package io.rackproof.agent.uplink;

/**
 * How many batches may be under way so that none waits long for its acknowledgement: what lies in
 * the buffers of a slow line also keeps the live values waiting. Grows by one with each batch that
 * is acknowledged soon, halves when one was not.
 */
final class BacklogPace {

  /** Enough for one to be on its way while another is stored. */
  static final int LEAST = 4;

  /** An acknowledgement that took longer says that too much is under way. */
  static final long SOON_MILLIS = 500;

  private final int window;
  private int pace;

  /**
   * @param window the collector's, which is never exceeded
   */
  BacklogPace(int window) {
    this.window = window;
    this.pace = Math.min(window, LEAST);
  }

  int pace() {
    return pace;
  }

  /**
   * @param batches acknowledged at once
   * @param tookMillis how long the oldest of them was under way
   */
  void acknowledged(int batches, long tookMillis) {
    pace =
        tookMillis <= SOON_MILLIS
            ? Math.min(window, pace + batches)
            : Math.min(window, Math.max(LEAST, pace / 2));
  }
}
