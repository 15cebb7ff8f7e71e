package io.rackproof.collector.ingest;

/** What this collector calls itself in its welcome. */
final class Software {

  static final String NAME = "rackproof-collector " + version();

  private Software() {}

  private static String version() {
    String version = Software.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
