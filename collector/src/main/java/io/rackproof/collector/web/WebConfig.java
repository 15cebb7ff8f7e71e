package io.rackproof.collector.web;

/**
 * Where people, scripts and Prometheus connect.
 *
 * @param host address to listen on
 * @param port TCP port; 0 takes a free one
 * @param allowRemote whether requests from other machines are meant to arrive. There is no sign-in:
 *     whoever reaches the port can start and end campaigns
 */
public record WebConfig(String host, int port, boolean allowRemote) {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8080;

  public WebConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }
}
