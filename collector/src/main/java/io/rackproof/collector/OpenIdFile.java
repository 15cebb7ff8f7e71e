package io.rackproof.collector;

import io.rackproof.collector.access.Role;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.openid.RoleClaim;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code web.sign-in.openid} of {@code collector.yaml}. */
final class OpenIdFile {

  private static final List<Role> ROLES = List.of(Role.VIEWER, Role.ENGINEER, Role.APPROVER);

  private OpenIdFile() {}

  /**
   * Reads it.
   *
   * @param resolve paths that stand in the file
   * @return empty when there is a mistake, which is reported
   */
  static Optional<OpenIdConfig> read(YamlValue value, Function<String, Path> resolve) {
    YamlMap map =
        value
            .map()
            .allow(
                "issuer",
                "label",
                "client",
                "secret",
                "authority",
                "scopes",
                "name-claim",
                "roles");
    YamlValue given = map.require("issuer");
    @Nullable URI issuer = given.isMissing() ? null : given.parsed(OpenIdFile::issuer);
    Optional<String> label = map.get("label").map(YamlValue::nonEmpty);
    String client = text(map.require("client"));
    String secret = map.get("secret").map(OpenIdFile::secret).orElse("");
    Optional<Path> authority = map.get("authority").map(a -> existing(a, resolve));
    List<String> scopes =
        map.get("scopes").map(OpenIdFile::scopes).orElse(OpenIdConfig.DEFAULT_SCOPES);
    String name =
        map.get("name-claim").map(YamlValue::nonEmpty).orElse(OpenIdConfig.DEFAULT_NAME_CLAIM);
    RoleClaim roles = roles(map.require("roles"));
    return issuer == null
        ? Optional.empty()
        : Optional.of(
            new OpenIdConfig(
                issuer,
                label.orElse(issuer.getHost()),
                client,
                secret,
                authority,
                scopes,
                name,
                roles));
  }

  private static String text(YamlValue value) {
    return value.isMissing() ? "" : value.nonEmpty();
  }

  private static URI issuer(String text) {
    URI issuer = URI.create(text);
    if (!OpenIdConfig.isSafe(issuer) || issuer.getQuery() != null) {
      throw new IllegalArgumentException(
          "expected the provider's address, by https (http on this machine alone), as it names"
              + " itself in .well-known/openid-configuration: https://login.example/realms/lab");
    }
    return issuer;
  }

  private static String secret(YamlValue value) {
    String secret = value.secret();
    if (value.text().equals(secret)) {
      value.report("a secret does not stand in this file: give ${file:NAME} or ${env:NAME}");
    }
    return secret;
  }

  private static Path existing(YamlValue value, Function<String, Path> resolve) {
    String text = value.nonEmpty();
    Path path = resolve.apply(text);
    if (!text.isEmpty() && !Files.isReadable(path)) {
      value.report("the file " + path + " is not there or cannot be read");
    }
    return path;
  }

  private static List<String> scopes(YamlValue value) {
    List<String> scopes = value.list().stream().map(YamlValue::nonEmpty).toList();
    if (value.isList() && !scopes.contains("openid")) {
      value.report("'openid' is among the scopes, or the provider tells not who it is");
    }
    return scopes;
  }

  private static RoleClaim roles(YamlValue value) {
    if (value.isMissing()) {
      return new RoleClaim("", Map.of());
    }
    YamlMap map = value.map().allow("claim", "viewer", "engineer", "approver");
    String claim = text(map.require("claim"));
    Map<Role, List<String>> values = new EnumMap<>(Role.class);
    Set<String> seen = new HashSet<>();
    for (Role role : ROLES) {
      Optional<YamlValue> given = map.get(role.label());
      if (given.isPresent()) {
        List<String> names = new ArrayList<>();
        for (YamlValue name : several(given.get()).toList()) {
          String text = name.nonEmpty();
          if (!text.isEmpty() && !seen.add(text)) {
            name.report("'" + text + "' makes one role: it stands here twice");
          }
          names.add(text);
        }
        values.put(role, names);
      }
    }
    if (values.isEmpty() && value.isMap()) {
      value.report(
          "say which values of the claim make which role, such as 'approver: [rack-approvers]':"
              + " without one nobody is let in");
    }
    return new RoleClaim(claim, values);
  }

  private static Stream<YamlValue> several(YamlValue value) {
    return value.isText() ? Stream.of(value) : value.list().stream();
  }
}
