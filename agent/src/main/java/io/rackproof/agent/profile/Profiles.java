package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds profiles: those that are shipped, those in files, and rackmon register maps. */
public final class Profiles {

  /** The profiles in this jar. A test holds that this list and the resources agree. */
  public static final List<String> SHIPPED =
      List.of(
          "apc-cpdu",
          "apc-epdu",
          "apc-rpdu",
          "apc-rpdu2",
          "arista-eos",
          "cisco-nxos",
          "cumulus-mellanox",
          "dell-os10",
          "eaton-epdu-g3",
          "geist-v3",
          "generic-switch",
          "hpe-cpqrack-cdu",
          "if-mib",
          "liebert-environment",
          "liebert-mpx",
          "nmea-xdr-logger",
          "ocp-orv3-bbu",
          "ocp-orv3-hpr-psu",
          "ocp-orv3-rpu",
          "pzem-004t",
          "raritan-px",
          "raritan-px1",
          "rittal-cmc3",
          "scpi-power-analyzer",
          "servertech-sentry3",
          "servertech-sentry4",
          "sonic",
          "vertiv-geist");

  private final Catalogue catalogue;

  public Profiles(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The profile that the value of a {@code profile:} key names: {@code NAME} or {@code FILE.yaml}
   * (relative to the file that names it), or {@code {rackmon: FILE.json}}. Mistakes in the named
   * file throw; a wrong name is reported at the value and throws as well.
   *
   * @throws InvalidDocumentException with every mistake of the profile's file
   */
  public Profile load(YamlValue reference, Path namedIn) throws InvalidDocumentException {
    if (reference.isMap()) {
      YamlMap map = reference.map().allow("rackmon");
      Path file = beside(namedIn, map.require("rackmon").nonEmpty());
      return RackmonMap.read(file, catalogue);
    }
    String name = reference.nonEmpty();
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return file(beside(namedIn, name));
    }
    if (SHIPPED.contains(name)) {
      return shipped(name);
    }
    reference.report(
        "there is no profile '"
            + name
            + "'."
            + Nearest.hint(name, SHIPPED)
            + " A profile of your own is named by its file, such as 'my-device.yaml'");
    throw new InvalidDocumentException(List.of());
  }

  /**
   * The profile in a file: YAML, or a rackmon register map when its name ends in {@code .json}.
   *
   * @throws InvalidDocumentException with every mistake of the file
   */
  public Profile file(Path file) throws InvalidDocumentException {
    if (file.toString().endsWith(".json")) {
      return RackmonMap.read(file, catalogue);
    }
    Problems problems = new Problems();
    return finish(read(YamlFile.read(file, problems)), problems);
  }

  /** A profile of this jar. */
  public Profile shipped(String name) {
    try {
      Problems problems = new Problems();
      return finish(read(YamlFile.parse(name + ".yaml", ShippedText.of(name), problems)), problems);
    } catch (InvalidDocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Path beside(Path namedIn, String file) {
    Path sibling = namedIn.resolveSibling(file);
    return Files.exists(sibling) ? sibling : Path.of(file);
  }

  private Profile read(YamlMap root) {
    root.allow(
        "profile",
        "title",
        "source",
        "extends",
        "modbus",
        "snmp",
        "serial",
        "match",
        "points",
        "notifications");
    String name = root.require("profile").nonEmpty();
    String title = root.get("title").map(YamlValue::nonEmpty).orElse(name);
    String source = root.get("source").map(YamlValue::nonEmpty).orElse("");
    Profile.Protocol protocol;
    List<Point> points;
    if (root.has("snmp")) {
      protocol = SnmpPoints.protocol(root, catalogue);
      points = SnmpPoints.read(root.require("points"), catalogue);
    } else if (root.has("serial")) {
      Profile.Serial serial = SerialSection.read(root.require("serial"));
      protocol = serial;
      points = SerialPoints.read(root.require("points"), serial, catalogue);
    } else {
      if (!root.has("modbus")) {
        root.report("a profile has one of 'modbus', 'snmp' and 'serial' (it may be empty: {})");
      }
      Profile.Modbus modbus = ModbusPoints.protocol(root);
      protocol = modbus;
      points = ModbusPoints.read(root, modbus.maxRegisters(), catalogue);
    }
    if (root.has("notifications") && !root.has("snmp")) {
      root.require("notifications").report("only a device that speaks SNMP sends notifications");
    }
    Match match = root.get("match").map(m -> Match.read(m, protocol.key())).orElse(Match.NONE);
    Profile profile = new Profile(name, title, source, protocol, points, match);
    return root.get("extends")
        .flatMap(named -> base(named, protocol.key()))
        .map(profile::over)
        .orElse(profile);
  }

  /** The shipped profile whose points come after those of the profile that names it. */
  private Optional<Profile> base(YamlValue named, String protocol) {
    String name = named.nonEmpty();
    if (SHIPPED.contains(name)) {
      Profile base = shipped(name);
      if (base.protocol().key().equals(protocol)) {
        return Optional.of(base);
      }
      named.report(
          "'"
              + name
              + "' is read over "
              + base.protocol().key()
              + ", this profile over "
              + protocol);
      return Optional.empty();
    }
    if (!name.isEmpty()) {
      named.report("there is no shipped profile '" + name + "'." + Nearest.hint(name, SHIPPED));
    }
    return Optional.empty();
  }

  private static Profile finish(Profile profile, Problems problems)
      throws InvalidDocumentException {
    problems.throwIfAny();
    return profile;
  }
}
