package io.rackproof.agent.uplink;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the collector is, and how both sides prove who they are.
 *
 * @param host name or address
 * @param port TCP port
 * @param tls the agent's certificate, key and authority (PEM); empty for a plain connection, which
 *     only works to this machine's own loopback address
 */
public record UplinkConfig(String host, int port, Optional<Tls> tls) {

  /**
   * @param certificate the agent's certificate chain, PEM
   * @param key the agent's private key, PKCS#8 PEM
   * @param authority certificates that may have signed the collector's, PEM
   */
  public record Tls(Path certificate, Path key, Path authority) {}

  public UplinkConfig {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: " + host + ":" + port);
    }
  }
}
