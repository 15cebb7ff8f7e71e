package io.rackproof.collector.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where samples live.
 *
 * @param directory is created when absent; holds the log and the sealed files
 * @param sealAfter samples older than this are moved from the log to a Parquet file
 * @param reserve bytes of the disk that stay free: with less, no more is taken from agents
 * @param retention when sealed files are deleted
 */
public record StoreConfig(Path directory, Duration sealAfter, long reserve, Retention retention) {

  public static final Duration DEFAULT_SEAL_AFTER = Duration.ofMinutes(5);
  public static final long DEFAULT_RESERVE = 256L << 20;

  public StoreConfig {
    if (sealAfter.isNegative() || sealAfter.isZero()) {
      throw new IllegalArgumentException("sealing happens after some time, not " + sealAfter);
    }
    if (reserve < 0) {
      throw new IllegalArgumentException("a reserve is no fewer than 0 bytes, not " + reserve);
    }
  }

  /** With the default reserve; everything stays for ever. */
  public StoreConfig(Path directory, Duration sealAfter) {
    this(directory, sealAfter, DEFAULT_RESERVE, Retention.NONE);
  }
}
