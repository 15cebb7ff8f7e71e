package io.rackproof.collector.web;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where people, scripts and Prometheus connect.
 *
 * @param host address to listen on
 * @param port TCP port; 0 takes a free one
 * @param address scheme, host and port by which people reach it through a proxy; empty without one
 * @param tls empty for a listener on loopback, which may go without
 */
public record WebConfig(String host, int port, Optional<URI> address, Optional<Tls> tls) {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8080;

  /**
   * Files that are read again when they change.
   *
   * @param certificate the chain, PEM
   * @param key PKCS#8, PEM
   */
  public record Tls(Path certificate, Path key) {}

  public WebConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /** For this machine alone, in the clear. */
  public static WebConfig loopback(int port) {
    return new WebConfig(DEFAULT_HOST, port, Optional.empty(), Optional.empty());
  }

  /** Whether only this machine reaches it. */
  boolean isLoopback() {
    return Hosts.isLoopback(host);
  }

  /** Whether browsers reach it by https, so that cookies may be bound to that. */
  boolean isSecure() {
    return tls.isPresent() || address.filter(a -> "https".equals(a.getScheme())).isPresent();
  }
}
