package io.rackproof.agent;

import io.rackproof.agent.device.snmp.Credentials;
import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code traps} section: where notifications of devices are taken, and from whom. */
final class TrapSection {

  /** Enterprise 4976 (SNMP4J) with the highest bit set, then format 5: octets; RFC 3411. */
  private static final byte[] ENGINE_PREFIX = {(byte) 0x80, 0, 0x13, 0x70, 5};

  private static final int ENGINE_OCTETS = 16;

  private TrapSection() {}

  static Optional<TrapConfig> read(YamlMap map, String rack) {
    map.allow("listen", "communities", "users");
    Address listen =
        map.require("listen").parsed(text -> Address.parse(text, TrapConfig.DEFAULT_PORT));
    List<String> communities =
        map.get("communities")
            .map(value -> value.list().stream().map(YamlValue::secret).toList())
            .orElse(List.of());
    List<TrapConfig.Sender> users = new ArrayList<>();
    map.get("users")
        .ifPresent(value -> value.list().forEach(user -> sender(user).ifPresent(users::add)));
    if (!map.has("communities") && !map.has("users")) {
      map.report("nobody is let in: give 'communities' (SNMP v1 and v2c), 'users' (v3), or both");
    }
    return Optional.ofNullable(listen)
        .map(at -> new TrapConfig(at.host(), at.port(), communities, users, engineId(rack)));
  }

  private static Optional<TrapConfig.Sender> sender(YamlValue section) {
    Optional<Credentials.User> user = SnmpSection.user(section, "", "engine");
    Optional<String> engine =
        section.isMap()
            ? section
                .map()
                .get("engine")
                .flatMap(v -> Optional.ofNullable(v.parsed(TrapSection::octets)))
            : Optional.empty();
    return user.map(u -> new TrapConfig.Sender(u, engine));
  }

  /** As devices show it, {@code 80:00:1f:88:80} or {@code 0x80001f8880}, to bare digits. */
  private static String octets(String text) {
    String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "").replaceAll("[: ]", "");
    TrapConfig.checkEngine(digits);
    return digits;
  }

  /** Ours: the same after every start, another one for each rack. */
  static String engineId(String rack) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(rack.getBytes(StandardCharsets.UTF_8));
      byte[] id = Arrays.copyOf(ENGINE_PREFIX, ENGINE_PREFIX.length + ENGINE_OCTETS);
      System.arraycopy(digest, 0, id, ENGINE_PREFIX.length, ENGINE_OCTETS);
      return HexFormat.of().formatHex(id);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
