package io.rackproof.agent.device.snmp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where notifications are taken, and from whom.
 *
 * @param host address to listen on, {@code 0.0.0.0} for all of this machine's
 * @param port UDP port; 0 for any free one
 * @param communities of v1 and v2c that are let in; secrets
 * @param users of v3
 * @param engineId our own engine id, to which those who send informs bind their keys: the same
 *     after every start; 5 to 32 octets in hexadecimal
 */
public record TrapConfig(
    String host, int port, List<String> communities, List<Sender> users, String engineId) {

  /** The port that RFC 3416 has for notifications. */
  public static final int DEFAULT_PORT = 162;

  private static final Pattern ENGINE = Pattern.compile("([0-9a-f]{2}){5,32}");

  /**
   * Someone who sends notifications of v3.
   *
   * @param user with the passwords
   * @param engineId of the device, when the passwords are only good for it: 5 to 32 octets in
   *     hexadecimal; empty for any
   */
  public record Sender(Credentials.User user, Optional<String> engineId) {
    public Sender {
      engineId.ifPresent(TrapConfig::checkEngine);
    }
  }

  public TrapConfig {
    communities = List.copyOf(communities);
    users = List.copyOf(users);
    checkEngine(engineId);
  }

  /**
   * @throws IllegalArgumentException when it is no engine id
   */
  public static void checkEngine(String id) {
    if (!ENGINE.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an engine id is 5 to 32 octets in hexadecimal, such as 80001f888025328c, not '"
              + id
              + "'");
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
