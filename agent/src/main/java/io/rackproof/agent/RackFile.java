package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.Sizes;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.RackIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code rack.yaml}. Does not talk to any device, name server or collector. */
final class RackFile {

  static final int COLLECTOR_PORT = 7443;

  private final Path file;
  private final Problems problems;

  private RackFile(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * @throws InvalidDocumentException with every mistake of the file and of the profiles that it
   *     names
   */
  static RackConfig read(Path file, Profiles profiles) throws InvalidDocumentException {
    Problems problems = new Problems();
    RackConfig config = new RackFile(file, problems).root(profiles);
    problems.throwIfAny();
    return config;
  }

  private RackConfig root(Profiles profiles) throws InvalidDocumentException {
    YamlMap root =
        YamlFile.read(file, problems)
            .allow(
                "rack", "collector", "spool", "metrics", "traps", "defaults", "buses", "devices");
    RackIdentity rack = identity(root.require("rack").map());
    Map<String, ModbusConfig.Link> buses =
        root.get("buses").map(YamlValue::map).map(BusSection::read).orElse(Map.of());
    DeviceSection devices =
        new DeviceSection(
            file, problems, profiles, defaults(root.get("defaults").map(YamlValue::map)), buses);
    List<DeviceConfig> read = devices.read(root.require("devices"));
    return new RackConfig(
        rack,
        root.get("collector").map(YamlValue::map).map(this::collector),
        root.get("spool").map(YamlValue::map).map(RackFile::spool).orElseGet(RackFile::spool),
        root.get("metrics")
            .map(YamlValue::map)
            .map(RackFile::metrics)
            .orElse(Optional.of(new RackConfig.Metrics(RackConfig.DEFAULT_METRICS, false))),
        root.get("traps").map(YamlValue::map).flatMap(map -> TrapSection.read(map, rack.id())),
        read);
  }

  private static RackIdentity identity(YamlMap map) {
    map.allow("id", "generation", "maker", "site", "lot", "serial");
    YamlValue id = map.require("id");
    RackIdentity valid = id.parsed(RackIdentity::of);
    return new RackIdentity(
        valid == null ? "unknown" : valid.id(),
        optional(map, "generation"),
        optional(map, "maker"),
        optional(map, "site"),
        optional(map, "lot"),
        optional(map, "serial"));
  }

  private static String optional(YamlMap map, String key) {
    return map.get(key).map(YamlValue::text).orElse("");
  }

  private static DeviceSection.Defaults defaults(Optional<YamlMap> section) {
    section.ifPresent(map -> map.allow("interval", "timeout"));
    return new DeviceSection.Defaults(
        section
            .flatMap(map -> map.get("interval"))
            .map(DeviceSection::interval)
            .orElse(Duration.ofSeconds(1)),
        section
            .flatMap(map -> map.get("timeout"))
            .map(DeviceSection::timeout)
            .orElse(Duration.ofMillis(500)));
  }

  private UplinkConfig collector(YamlMap map) {
    map.allow("address", "certificate", "key", "authority", "plain");
    YamlValue at = map.require("address");
    Address parsed = at.parsed(text -> Address.parse(text, COLLECTOR_PORT));
    Address address = parsed == null || parsed.port() == 0 ? new Address("?", 1) : parsed;
    if (parsed != null && parsed.port() == 0) {
      at.report("port 0 is no place to connect to");
    }
    boolean plain = map.get("plain").map(YamlValue::bool).orElse(false);
    if (plain) {
      YamlValue key = map.require("plain");
      if (parsed != null && !address.isLoopback()) {
        key.report(
            "only this machine's own address, such as 127.0.0.1, may be reached without TLS;"
                + " give certificate, key and authority instead");
      }
      for (String name : List.of("certificate", "key", "authority")) {
        map.get(name).ifPresent(value -> value.report("a plain connection uses no " + name));
      }
      return new UplinkConfig(address.host(), address.port(), Optional.empty());
    }
    boolean nothing = List.of("certificate", "key", "authority").stream().noneMatch(map::has);
    if (nothing && !map.has("plain") && address.isLoopback()) {
      map.report(
          "certificate, key and authority are missing here; or write 'plain: true', since the"
              + " collector is on this machine");
      return new UplinkConfig(address.host(), address.port(), Optional.empty());
    }
    return new UplinkConfig(
        address.host(),
        address.port(),
        Optional.of(
            new UplinkConfig.Tls(pem(map, "certificate"), pem(map, "key"), pem(map, "authority"))));
  }

  private Path pem(YamlMap map, String key) {
    YamlValue value = map.require(key);
    Path path = file.resolveSibling(value.nonEmpty());
    if (!value.isMissing() && !Files.isReadable(path)) {
      value.report("the file " + path + " is not there or cannot be read");
    }
    return path;
  }

  private static SpoolConfig spool() {
    return SpoolConfig.in(Path.of("spool"));
  }

  private static SpoolConfig spool(YamlMap map) {
    map.allow("directory", "max-size", "max-age");
    Long size =
        map.get("max-size")
            .map(value -> value.parsed(Sizes::parse))
            .orElse(SpoolConfig.DEFAULT_MAX_BYTES);
    Duration age = map.get("max-age").map(YamlValue::duration).orElse(SpoolConfig.DEFAULT_MAX_AGE);
    if (size != null && size < 1 << 16) {
      map.require("max-size").report("a spool holds at least 64 KiB");
      size = SpoolConfig.DEFAULT_MAX_BYTES;
    }
    if (age.isZero()) {
      map.get("max-age").ifPresent(value -> value.report("must be longer than nothing"));
      age = SpoolConfig.DEFAULT_MAX_AGE;
    }
    return new SpoolConfig(
        Path.of(map.get("directory").map(YamlValue::nonEmpty).orElse("spool")),
        size == null ? SpoolConfig.DEFAULT_MAX_BYTES : size,
        age);
  }

  private static Optional<RackConfig.Metrics> metrics(YamlMap map) {
    map.allow("listen");
    YamlValue listen = map.require("listen");
    if (listen.isText() && listen.text().equals("none")) {
      return Optional.empty();
    }
    Address address = listen.parsed(text -> Address.parse(text, RackConfig.DEFAULT_METRICS.port()));
    return Optional.ofNullable(address).map(a -> new RackConfig.Metrics(a, true));
  }
}
