package io.rackproof.agent;

import io.rackproof.agent.device.snmp.AuthenticationProtocol;
import io.rackproof.agent.device.snmp.Credentials;
import io.rackproof.agent.device.snmp.PrivacyProtocol;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code snmp} section of a device, and users wherever they stand. */
final class SnmpSection {

  private SnmpSection() {}

  static Optional<Connection> read(YamlMap map, Duration timeout) {
    map.allow(
        "address",
        "version",
        "community",
        "user",
        "context",
        "retries",
        "max-repetitions",
        "traps-from");
    Optional<Address> address =
        ConnectionSection.address(map.require("address"), SnmpConfig.DEFAULT_PORT);
    Optional<Credentials> credentials = credentials(map);
    int retries =
        map.get("retries")
            .map(value -> (int) value.integer(0, 10))
            .orElse(SnmpConfig.DEFAULT_RETRIES);
    int maxRepetitions =
        map.get("max-repetitions")
            .map(value -> (int) value.integer(1, 100))
            .orElse(SnmpConfig.DEFAULT_MAX_REPETITIONS);
    List<String> senders =
        map.get("traps-from")
            .map(value -> value.list().stream().map(YamlValue::nonEmpty).toList())
            .orElse(List.of());
    return address.flatMap(
        at ->
            credentials.map(
                c ->
                    new Connection.OverSnmp(
                        new SnmpConfig(at.host(), at.port(), c, timeout, retries, maxRepetitions),
                        senders)));
  }

  /** Version 2c when none is given, 3 when there is a user. */
  private static Optional<Credentials> credentials(YamlMap map) {
    boolean user = map.has("user");
    String version =
        map.get("version").map(value -> value.oneOf("1", "2c", "3")).orElse(user ? "3" : "2c");
    if (!version.equals("3")) {
      for (String key : List.of("user", "context")) {
        map.get(key)
            .ifPresent(
                value ->
                    value.report(
                        "SNMP v"
                            + version
                            + " has no "
                            + key
                            + ": write 'version: 3', or leave it out"));
      }
      String community = map.require("community").secret();
      return Optional.of(
          new Credentials.Community(
              version.equals("1") ? Credentials.Version.V1 : Credentials.Version.V2C, community));
    }
    map.get("community")
        .ifPresent(
            value ->
                value.report("SNMP v3 has users and no community: give 'user: {name: …}' instead"));
    if (!user) {
      map.report(
          "the key 'user' is missing here: SNMP v3 asks as a user, such as {name: monitor,"
              + " authentication: {protocol: sha-256, password: \"${file:…}\"}}");
      return Optional.empty();
    }
    String context = map.get("context").map(YamlValue::text).orElse("");
    return user(map.require("user"), context).map(u -> u);
  }

  /**
   * A user: {@code {name, authentication: {protocol, password}, privacy: {protocol, password}}}.
   *
   * @param more keys that are allowed beside these
   */
  static Optional<Credentials.User> user(YamlValue section, String context, String... more) {
    YamlMap map = section.map();
    String[] keys = new String[more.length + 3];
    System.arraycopy(more, 0, keys, 3, more.length);
    keys[0] = "name";
    keys[1] = "authentication";
    keys[2] = "privacy";
    map.allow(keys);
    if (!section.isMap()) {
      return Optional.empty();
    }
    String name = map.require("name").nonEmpty();
    Optional<Credentials.Secret<AuthenticationProtocol>> authentication =
        map.get("authentication")
            .flatMap(
                s -> secret(s, AuthenticationProtocol.values(), AuthenticationProtocol.words()));
    Optional<Credentials.Secret<PrivacyProtocol>> privacy =
        map.get("privacy")
            .flatMap(s -> secret(s, PrivacyProtocol.values(), PrivacyProtocol.words()));
    if (map.has("privacy") && !map.has("authentication")) {
      map.require("privacy")
          .report("SNMP v3 encrypts only what it signs: give 'authentication' as well");
      return Optional.empty();
    }
    boolean unusable =
        name.isEmpty()
            || (map.has("authentication") && authentication.isEmpty())
            || (map.has("privacy") && privacy.isEmpty());
    return unusable
        ? Optional.empty()
        : Optional.of(new Credentials.User(name, authentication, privacy, context));
  }

  private static <P> Optional<Credentials.Secret<P>> secret(
      YamlValue section, P[] protocols, List<String> words) {
    YamlMap map = section.map().allow("protocol", "password");
    YamlValue protocolKey = map.require("protocol");
    YamlValue passwordKey = map.require("password");
    if (protocolKey.isMissing() || passwordKey.isMissing()) {
      return Optional.empty();
    }
    String word = protocolKey.oneOf(words.toArray(String[]::new));
    String password = passwordKey.secret();
    int shortest = Credentials.Secret.SHORTEST_PASSWORD;
    if (password.length() < shortest) {
      passwordKey.report(
          "a password of SNMP v3 has at least " + shortest + " characters (RFC 3414 11.2)");
      return Optional.empty();
    }
    return Optional.of(new Credentials.Secret<>(protocols[words.indexOf(word)], password));
  }
}
