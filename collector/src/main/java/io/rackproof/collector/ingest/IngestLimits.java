package io.rackproof.collector.ingest;

/**
 * How much of all agents together fits into the memory. What is beyond waits at the agents, which
 * keep it.
 *
 * @param memory bytes of what has arrived and is not stored yet, as they are counted: eight for
 *     each that came, since decoded samples are that much larger
 * @param agents that may be connected
 * @param series of all racks; a rack that would bring more is turned away
 */
public record IngestLimits(long memory, int agents, long series) {

  /** Heap that a series takes for as long as the collector runs, its connection included. */
  private static final int SERIES_BYTES = 480;

  /** Heap and buffers that a connection takes. */
  private static final int AGENT_BYTES = 256 * 1024;

  public IngestLimits {
    if (memory < 1 || agents < 1 || series < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }

  /** What a heap has room for: half of it for series, a sixth for what is under way. */
  public static IngestLimits ofHeap(long bytes) {
    return new IngestLimits(
        Math.max(1, bytes / 6),
        (int) Math.min(100_000, Math.max(16, bytes / AGENT_BYTES)),
        Math.max(1_000, bytes / 2 / SERIES_BYTES));
  }

  /** Those of this process. */
  public static IngestLimits ofThisHeap() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }
}
