package io.rackproof.agent.device.snmp;

import java.util.List;
import java.util.Optional;

/**
 * Where notifications are taken, and from whom.
 *
 * @param host address to listen on, {@code 0.0.0.0} for all of this machine's
 * @param port UDP port; 0 for any free one
 * @param communities of v1 and v2c that are let in; secrets
 * @param users of v3
 * @param engineId our own engine id, to which those who send informs bind their keys: the same
 *     after every start; 5 to 32 octets
 */
public record TrapConfig(
    String host, int port, List<String> communities, List<Sender> users, byte[] engineId) {

  /** The port that RFC 3416 has for notifications. */
  public static final int DEFAULT_PORT = 162;

  private static final int SHORTEST_ENGINE = 5;
  private static final int LONGEST_ENGINE = 32;

  /**
   * Someone who sends notifications of v3.
   *
   * @param user with the passwords
   * @param engineId of the device, when the passwords are only good for it; empty for any
   */
  public record Sender(Credentials.User user, Optional<byte[]> engineId) {}

  public TrapConfig {
    communities = List.copyOf(communities);
    users = List.copyOf(users);
    engineId = engineId.clone();
    if (engineId.length < SHORTEST_ENGINE || engineId.length > LONGEST_ENGINE) {
      throw new IllegalArgumentException("an engine id has 5 to 32 octets");
    }
  }

  @Override
  public byte[] engineId() {
    return engineId.clone();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
