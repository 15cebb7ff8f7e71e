package io.rackproof.collector.identity;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How the collector knows agents by certificates of its own authority.
 *
 * @param directory holds the authority's key and the register; for the collector's user alone
 * @param names host names and addresses by which agents dial the collector
 * @param life of the certificates of agents and of the collector; renewed at two thirds of it
 */
public record IdentityConfig(Path directory, List<String> names, Duration life) {

  public static final Duration DEFAULT_LIFE = Duration.ofDays(90);

  /** Shorter ones would be renewed without end. */
  public static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

  public IdentityConfig {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a collector has at least one name");
    }
    if (life.compareTo(SHORTEST_LIFE) < 0) {
      throw new IllegalArgumentException("a certificate lives at least a minute");
    }
  }
}
