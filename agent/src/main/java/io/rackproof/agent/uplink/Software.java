package io.rackproof.agent.uplink;

/** What this agent calls itself in its hello. */
final class Software {

  static final String NAME = "rackproof-agent " + version();

  private Software() {}

  private static String version() {
    String version = Software.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
