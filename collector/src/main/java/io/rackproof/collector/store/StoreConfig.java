package io.rackproof.collector.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where samples live.
 *
 * @param directory is created when absent; holds the log and the sealed files
 * @param sealAfter samples older than this are moved from the log to a Parquet file
 */
public record StoreConfig(Path directory, Duration sealAfter) {

  public static final Duration DEFAULT_SEAL_AFTER = Duration.ofMinutes(5);

  public StoreConfig {
    if (sealAfter.isNegative() || sealAfter.isZero()) {
      throw new IllegalArgumentException("sealing happens after some time, not " + sealAfter);
    }
  }
}
