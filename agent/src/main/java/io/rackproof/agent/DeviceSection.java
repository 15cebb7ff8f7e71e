package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The {@code devices} of {@code rack.yaml}. */
final class DeviceSection {

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final List<String> PROTOCOLS = List.of("modbus", "snmp", "serial");
  private static final Set<String> TAKEN_LABELS =
      Set.of("rack", "device", "role", "generation", "value");

  private final Path file;
  private final Problems problems;
  private final Profiles profiles;
  private final Defaults defaults;
  private final ConnectionSection connections;
  private final Catalogue catalogue = Catalogue.load();
  private final Map<String, Integer> names = new HashMap<>();

  /** What a device takes that says nothing else. */
  record Defaults(Duration interval, Duration timeout) {}

  DeviceSection(
      Path file,
      Problems problems,
      Profiles profiles,
      Defaults defaults,
      Map<String, ModbusConfig.Link> buses) {
    this.file = file;
    this.problems = problems;
    this.profiles = profiles;
    this.defaults = defaults;
    this.connections = new ConnectionSection(buses);
  }

  List<DeviceConfig> read(YamlValue section) {
    List<DeviceConfig> devices = new ArrayList<>();
    List<YamlValue> entries = section.list();
    if (entries.isEmpty()) {
      section.report("a rack has at least one device");
    }
    for (YamlValue entry : entries) {
      device(entry).ifPresent(devices::add);
    }
    return devices;
  }

  /** Empty when a mistake in it leaves nothing to build. */
  private Optional<DeviceConfig> device(YamlValue entry) {
    YamlMap map =
        entry
            .map()
            .allow(
                "name",
                "role",
                "profile",
                "labels",
                "accuracy",
                "interval",
                "timeout",
                "modbus",
                "snmp",
                "serial");
    if (!entry.isMap()) {
      return Optional.empty();
    }
    String name = name(map.require("name"));
    YamlValue roleKey = map.require("role");
    String role = roleKey.oneOf(Catalogue.ROLES.toArray(String[]::new));
    Optional<Profile> model = profile(map.require("profile"));
    Optional<Profile> profile =
        model.map(p -> map.get("accuracy").map(own -> CalibrationSection.apply(own, p)).orElse(p));
    Map<String, String> labels = labels(map, profile);
    Duration interval =
        map.get("interval").map(DeviceSection::interval).orElse(defaults.interval());
    Duration timeout = map.get("timeout").map(DeviceSection::timeout).orElse(defaults.timeout());
    profile.ifPresent(p -> checkRole(roleKey, p));
    Optional<Connection> connection = connection(map, name, profile, timeout);
    return profile.flatMap(
        p -> connection.map(c -> new DeviceConfig(name, role, labels, p, interval, c)));
  }

  private String name(YamlValue value) {
    String name = value.nonEmpty();
    if (name.isEmpty()) {
      return name;
    }
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      value.report("a name has 1 to 63 letters, digits, '.', '_' or '-', not '" + name + "'");
    }
    Integer first = names.putIfAbsent(name, value.line());
    if (first != null) {
      value.report("there is already a device '" + name + "' at line " + first);
    }
    return name;
  }

  private Optional<Profile> profile(YamlValue reference) {
    if (reference.isMissing()) {
      return Optional.empty();
    }
    try {
      return Optional.of(profiles.load(reference, file));
    } catch (InvalidDocumentException e) {
      for (Problem problem : e.problems()) {
        if (problem.line() == 0) {
          // Of the profile's file as a whole: its place is where it is named.
          reference.report("the profile " + problem.file() + ": " + problem.message());
        } else {
          problems.add(problem);
        }
      }
      return Optional.empty();
    }
  }

  private void checkRole(YamlValue roleKey, Profile profile) {
    List<List<String>> special =
        profile.points().stream()
            .flatMap(point -> catalogue.metric(point.metric()).stream())
            .map(Metric::roles)
            .filter(of -> of.size() < Catalogue.ROLES.size())
            .toList();
    if (special.isEmpty() || !Catalogue.ROLES.contains(roleKey.text())) {
      return;
    }
    if (special.stream().noneMatch(of -> of.contains(roleKey.text()))) {
      Set<String> fitting =
          special.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
      roleKey.report(
          "the profile '"
              + profile.name()
              + "' is for the role "
              + String.join(" or ", fitting)
              + ", not "
              + roleKey.text());
    }
  }

  private static Map<String, String> labels(YamlMap device, Optional<Profile> profile) {
    Optional<YamlValue> section = device.get("labels");
    if (section.isEmpty()) {
      return Map.of();
    }
    Map<String, String> labels = section.get().texts();
    Set<String> ofPoints =
        profile.stream()
            .flatMap(p -> p.points().stream())
            .flatMap(point -> point.labels().keySet().stream())
            .collect(Collectors.toSet());
    for (String label : labels.keySet()) {
      YamlValue at = section.get().map().require(label);
      if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
        at.report("a label's name has letters, digits and '_' and no digit first");
      } else if (TAKEN_LABELS.contains(label)) {
        at.report("the label '" + label + "' is set by Rackproof itself");
      } else if (ofPoints.contains(label)) {
        at.report("the points of the profile set the label '" + label + "' themselves");
      }
    }
    return labels;
  }

  private Optional<Connection> connection(
      YamlMap map, String name, Optional<Profile> profile, Duration timeout) {
    List<String> given = PROTOCOLS.stream().filter(map::has).toList();
    Optional<String> wanted = profile.map(p -> p.protocol().key());
    if (given.isEmpty()) {
      map.report(
          wanted.isPresent()
              ? "the key '" + wanted.get() + "' is missing here: it says how the device is reached"
              : "one of 'modbus', 'snmp' and 'serial' is missing: it says how the device is reached");
      return Optional.empty();
    }
    String protocol = wanted.filter(given::contains).orElse(given.get(0));
    for (String other : given) {
      if (!other.equals(protocol)) {
        map.require(other)
            .report(
                "a device has one of 'modbus', 'snmp' and 'serial', and there is '"
                    + protocol
                    + "' already");
      }
    }
    if (wanted.isPresent() && !wanted.get().equals(protocol)) {
      map.require(protocol)
          .report(
              "the profile '"
                  + profile.map(Profile::name).orElse("")
                  + "' is read over "
                  + wanted.get()
                  + ": give the section '"
                  + wanted.get()
                  + "' instead");
    }
    return connections.read(
        protocol, map.require(protocol), name, profile.map(Profile::protocol), timeout);
  }

  static Duration interval(YamlValue value) {
    return between(value, SHORTEST_INTERVAL, LONGEST_INTERVAL);
  }

  static Duration timeout(YamlValue value) {
    return between(value, Duration.ofMillis(10), LONGEST_TIMEOUT);
  }

  /** A duration between two bounds; the lower one stands in for a wrong one. */
  static Duration between(YamlValue value, Duration least, Duration most) {
    Duration duration = value.duration();
    if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
      return duration;
    }
    if (!duration.isZero() || value.text().startsWith("0")) {
      value.report(
          "must be between "
              + Durations.format(least)
              + " and "
              + Durations.format(most)
              + ", not "
              + value.text());
    }
    return least;
  }
}
