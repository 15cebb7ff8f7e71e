package io.rackproof.collector.ingest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where agents connect.
 *
 * @param host address to listen on
 * @param port TCP port; 0 takes a free one
 * @param tls certificate, key and authority (PEM); empty for a plain listener, which is refused on
 *     any address but loopback
 * @param window batches that one agent may have unacknowledged
 * @param limits of all agents together
 */
public record IngestConfig(
    String host, int port, Optional<Tls> tls, int window, IngestLimits limits) {

  public static final int DEFAULT_PORT = 7443;
  public static final int DEFAULT_WINDOW = 32;

  /**
   * @param certificate the collector's certificate chain, PEM
   * @param key its private key, PKCS#8 PEM
   * @param authority certificates that may have signed those of agents, PEM; an agent without one
   *     is refused
   */
  public record Tls(Path certificate, Path key, Path authority) {}

  /** With the limits that this process has room for. */
  public IngestConfig(String host, int port, Optional<Tls> tls, int window) {
    this(host, port, tls, window, IngestLimits.ofThisHeap());
  }

  public IngestConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (window < 1) {
      throw new IllegalArgumentException("a window holds at least one batch, not " + window);
    }
  }
}
