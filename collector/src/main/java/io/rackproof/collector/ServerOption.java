package io.rackproof.collector;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which collector a client command talks to. */
final class ServerOption {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the collector's pages (env RACKPROOF_SERVER, default ${DEFAULT-VALUE})",
      defaultValue = "${env:RACKPROOF_SERVER:-http://127.0.0.1:8080}")
  String url = "";

  @Mixin Credentials credentials = new Credentials();

  ApiClient client() throws UserException {
    return credentials.client(url);
  }
}
