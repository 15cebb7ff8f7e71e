package io.rackproof.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a client command proves who it is, and knows the collector. */
final class Credentials {

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "holds a token of 'rackproof token create' (or env RACKPROOF_TOKEN, the token itself)")
  @Nullable Path tokenFile;

  @Option(
      names = "--authority",
      paramLabel = "FILE",
      description =
          "PEM of who signed the collector's certificate, where Java does not know it (or env"
              + " RACKPROOF_AUTHORITY)")
  @Nullable Path authority;

  /** A client of a collector. */
  ApiClient client(String url) throws UserException {
    Optional<Path> given = Optional.ofNullable(authority);
    return ApiClient.of(
        url, token(), given.or(() -> variable("RACKPROOF_AUTHORITY").map(Path::of)));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private String token() throws UserException {
    if (tokenFile == null) {
      return checked(variable("RACKPROOF_TOKEN").orElse(""), "RACKPROOF_TOKEN");
    }
    try {
      String token = Files.readString(tokenFile).strip();
      if (token.isEmpty()) {
        throw new UserException(Main.MISTAKE, tokenFile + " is empty");
      }
      return checked(token, tokenFile.toString());
    } catch (IOException e) {
      throw new UserException(Main.MISTAKE, "cannot read the token in " + tokenFile);
    }
  }

  private static String checked(String token, String where) throws UserException {
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new UserException(Main.MISTAKE, where + " holds no token");
    }
    return token;
  }
}
