package io.rackproof.collector.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The metrics that some device profile of the agent reads, and those that the agent itself tells.
 */
final class ShippedProfiles {

  static final String RESOURCE = "profile-metrics.txt";

  private final Set<String> metrics;

  private ShippedProfiles(Set<String> metrics) {
    this.metrics = Set.copyOf(metrics);
  }

  /** Those of this build. */
  static ShippedProfiles load() {
    try (InputStream in = ShippedProfiles.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return new ShippedProfiles(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " cannot be read", e);
    }
  }

  boolean read(String metric) {
    return metrics.contains(metric);
  }

  Set<String> metrics() {
    return metrics;
  }
}
