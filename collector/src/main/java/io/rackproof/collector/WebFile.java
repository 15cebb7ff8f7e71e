package io.rackproof.collector;

import io.rackproof.collector.access.SignInConfig;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.web.WebConfig;
import io.rackproof.collector.web.WebConfig.Tls;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code web} of {@code collector.yaml}: where it listens, and who may do what there. */
final class WebFile {

  /** Within the data directory. */
  static final String ACCESS = "access";

  private static final String SAFE =
      "'sign-in: local' and 'certificate: web.pem, key: web.key' (PEM, for a name by which people"
          + " reach it), and make a user: rackproof user add NAME --role approver";

  /**
   * What stands there.
   *
   * @param signIn empty where nobody signs in
   * @param openId empty where people sign in here alone
   */
  record Web(WebConfig config, Optional<SignInConfig> signIn, Optional<OpenIdConfig> openId) {}

  private final Function<String, Path> resolve;

  private WebFile(Function<String, Path> resolve) {
    this.resolve = resolve;
  }

  /**
   * Reads it.
   *
   * @param resolve paths that stand in the file
   * @param data the data directory
   */
  static Web read(Optional<YamlValue> value, Function<String, Path> resolve, Path data) {
    Optional<YamlMap> map =
        value.map(
            v ->
                v.map()
                    .allow("listen", "address", "sign-in", "certificate", "key", "allow-remote"));
    return new WebFile(resolve).read(map, data.resolve(ACCESS));
  }

  private Web read(Optional<YamlMap> map, Path directory) {
    Optional<YamlValue> given = map.flatMap(m -> m.get("listen"));
    Listen listen =
        given.map(Listen::read).orElse(new Listen(WebConfig.DEFAULT_HOST, WebConfig.DEFAULT_PORT));
    Optional<SignInConfig> signIn = map.flatMap(m -> signIn(m.get("sign-in"), directory));
    Optional<Tls> tls = map.flatMap(this::tls);
    Optional<YamlValue> before = map.flatMap(m -> m.get("allow-remote"));
    before.ifPresent(value -> tellNew(value, listen));
    boolean tlsMeant = map.filter(m -> m.has("certificate") || m.has("key")).isPresent();
    boolean signInMeant =
        signIn.isPresent() || map.flatMap(m -> m.get("sign-in")).filter(v -> v.isMap()).isPresent();
    if (before.isEmpty() && !listen.isLoopback() && !(tlsMeant && signInMeant)) {
      String missing =
          tlsMeant ? "sign-in" : signInMeant ? "TLS (certificate and key)" : "TLS and sign-in";
      given.ifPresent(
          l ->
              l.report(
                  "whoever reaches this address could begin and end campaigns, and read what is"
                      + " sent: it needs "
                      + missing
                      + ". Listen on 127.0.0.1, or write "
                      + SAFE));
    }
    return new Web(
        new WebConfig(
            listen.host(), listen.port(), map.flatMap(m -> address(m.get("address"))), tls),
        signIn,
        map.flatMap(m -> m.get("sign-in"))
            .filter(YamlValue::isMap)
            .flatMap(v -> v.map().get("openid"))
            .flatMap(v -> OpenIdFile.read(v, resolve)));
  }

  /** The key of versions without sign-in. */
  private static void tellNew(YamlValue value, Listen listen) {
    value.report(
        listen.isLoopback()
            ? "is no more: leave it away. Where a proxy on this machine passes on the name by which"
                + " people reach it, write 'address: https://NAME'"
            : "is no more: an address that other machines reach needs TLS and sign-in. In its"
                + " place write "
                + SAFE);
  }

  private Optional<Tls> tls(YamlMap map) {
    if (!map.has("certificate") && !map.has("key")) {
      return Optional.empty();
    }
    return Optional.of(new Tls(existing(map.require("certificate")), existing(map.require("key"))));
  }

  private Path existing(YamlValue value) {
    String text = value.isMissing() ? "" : value.nonEmpty();
    Path path = resolve.apply(text);
    if (!text.isEmpty() && !Files.isReadable(path)) {
      value.report("the file " + path + " is not there or cannot be read");
    }
    return path;
  }

  private static Optional<URI> address(Optional<YamlValue> value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String text = value.get().nonEmpty();
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getQuery() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    if (!text.isEmpty()) {
      value
          .get()
          .report("expected how people reach the pages through a proxy: https://rackproof.example");
    }
    return Optional.empty();
  }

  private static Optional<SignInConfig> signIn(Optional<YamlValue> value, Path directory) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isMap()) {
      return value.get().oneOf("local", "none").equals("local")
          ? Optional.of(
              new SignInConfig(directory, SignInConfig.DEFAULT_IDLE, SignInConfig.DEFAULT_LONGEST))
          : Optional.empty();
    }
    YamlMap map = value.get().map().allow("idle", "longest", "openid");
    Duration idle = map.get("idle").map(YamlValue::duration).orElse(SignInConfig.DEFAULT_IDLE);
    Duration longest =
        map.get("longest").map(YamlValue::duration).orElse(SignInConfig.DEFAULT_LONGEST);
    if (idle.isZero() || longest.compareTo(idle) < 0) {
      map.report("'idle' is longer than 0s and at most 'longest'");
      return Optional.empty();
    }
    return Optional.of(new SignInConfig(directory, idle, longest));
  }
}
