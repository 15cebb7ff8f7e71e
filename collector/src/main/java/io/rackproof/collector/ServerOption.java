package io.rackproof.collector;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which collector a client command talks to. */
final class ServerOption {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the collector's pages (env RACKPROOF_SERVER, default ${DEFAULT-VALUE})",
      defaultValue = "${env:RACKPROOF_SERVER:-http://127.0.0.1:8080}")
  String url = "";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Mixin Credentials credentials = new Credentials();

  ApiClient client() throws UserException {
    ApiClient client = credentials.client(url);
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    client.onWaiting(progress::share);
    return client;
  }
}
