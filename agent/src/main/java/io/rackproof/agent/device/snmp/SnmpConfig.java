package io.rackproof.agent.device.snmp;

import java.time.Duration;

/**
 * How an SNMP v2c agent is reached.
 *
 * @param host name or address
 * @param port UDP port
 * @param community a secret; never printed
 * @param timeout for one answer
 * @param retries after the first attempt
 * @param maxRepetitions rows asked for at once in a table, 1 to 100
 */
public record SnmpConfig(
    String host, int port, String community, Duration timeout, int retries, int maxRepetitions) {

  public static final int DEFAULT_PORT = 161;
  public static final int DEFAULT_RETRIES = 1;
  public static final int DEFAULT_MAX_REPETITIONS = 25;

  public SnmpConfig {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (maxRepetitions < 1 || maxRepetitions > 100) {
      throw new IllegalArgumentException("1 to 100 repetitions, not " + maxRepetitions);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
