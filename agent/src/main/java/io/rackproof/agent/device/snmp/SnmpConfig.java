package io.rackproof.agent.device.snmp;

import java.time.Duration;

/**
 * How an SNMP agent is reached.
 *
 * @param host name or address
 * @param port UDP port
 * @param credentials version and what lets us in
 * @param timeout for one answer
 * @param retries after the first attempt
 * @param maxRepetitions the most rows asked for at once in a table, 1 to 100
 */
public record SnmpConfig(
    String host,
    int port,
    Credentials credentials,
    Duration timeout,
    int retries,
    int maxRepetitions) {

  public static final int DEFAULT_PORT = 161;
  public static final int DEFAULT_RETRIES = 1;
  public static final int DEFAULT_MAX_REPETITIONS = 100;

  public SnmpConfig {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (maxRepetitions < 1 || maxRepetitions > 100) {
      throw new IllegalArgumentException("1 to 100 repetitions, not " + maxRepetitions);
    }
  }

  /** An agent that speaks SNMP v2c. */
  public SnmpConfig(
      String host, int port, String community, Duration timeout, int retries, int maxRepetitions) {
    this(
        host,
        port,
        new Credentials.Community(Credentials.Version.V2C, community),
        timeout,
        retries,
        maxRepetitions);
  }

  /** SNMP v1 has no GETBULK. */
  boolean hasBulk() {
    return !isV1();
  }

  boolean isV1() {
    return credentials instanceof Credentials.Community community
        && community.version() == Credentials.Version.V1;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
