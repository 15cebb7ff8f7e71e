package io.rackproof.agent.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where batches wait for their acknowledgement, and how many may.
 *
 * @param directory is created when absent; holds the database and what was set aside
 * @param maxBytes of encoded batches kept; beyond it the oldest are lost first, and the loss is
 *     told
 * @param maxAge of batches kept; older ones are lost first as well
 */
public record SpoolConfig(Path directory, long maxBytes, Duration maxAge) {

  public static final long DEFAULT_MAX_BYTES = 1L << 30;
  public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);

  public SpoolConfig {
    if (maxBytes < 1 << 16) {
      throw new IllegalArgumentException("a spool holds at least 64 KiB, not " + maxBytes + " B");
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("a spool keeps batches for some time, not " + maxAge);
    }
  }

  public static SpoolConfig in(Path directory) {
    return new SpoolConfig(directory, DEFAULT_MAX_BYTES, DEFAULT_MAX_AGE);
  }
}
