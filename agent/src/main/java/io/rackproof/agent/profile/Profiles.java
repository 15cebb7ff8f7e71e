package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds profiles: those that are shipped, those in files, and rackmon register maps. */
public final class Profiles {

  /** The profiles in this jar. A test holds that this list and the resources agree. */
  public static final List<String> SHIPPED =
      List.of(
          "apc-rpdu2",
          "generic-switch",
          "ocp-orv3-hpr-psu",
          "ocp-orv3-rpu",
          "raritan-px",
          "scpi-power-analyzer");

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
      Path file = beside(namedIn, name);
      Problems problems = new Problems();
      return finish(read(YamlFile.read(file, problems)), problems);
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

  /** A profile of this jar. */
  public Profile shipped(String name) {
    String resource = name + ".yaml";
    try (InputStream in = Profiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      Problems problems = new Problems();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return finish(read(YamlFile.parse(resource, text, problems)), problems);
    } catch (IOException | InvalidDocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Path beside(Path namedIn, String file) {
    Path sibling = namedIn.resolveSibling(file);
    return Files.exists(sibling) ? sibling : Path.of(file);
  }

  private Profile read(YamlMap root) {
    root.allow("profile", "title", "source", "modbus", "snmp", "serial", "points", "notifications");
    String name = root.require("profile").nonEmpty();
    String title = root.get("title").map(YamlValue::nonEmpty).orElse(name);
    String source = root.get("source").map(YamlValue::nonEmpty).orElse("");
    Profile.Protocol protocol;
    List<Point> points;
    if (root.has("snmp")) {
      protocol = SnmpPoints.protocol(root, catalogue);
      points = SnmpPoints.read(root.require("points"), catalogue);
    } else if (root.has("serial")) {
      protocol = SerialPoints.protocol(root.require("serial"));
      points = SerialPoints.read(root.require("points"), catalogue);
    } else {
      if (!root.has("modbus")) {
        root.report("a profile has one of 'modbus', 'snmp' and 'serial' (it may be empty: {})");
      }
      Profile.Modbus modbus = ModbusPoints.protocol(root);
      protocol = modbus;
      points = ModbusPoints.read(root.require("points"), modbus.maxRegisters(), catalogue);
    }
    if (root.has("notifications") && !root.has("snmp")) {
      root.require("notifications").report("only a device that speaks SNMP sends notifications");
    }
    return new Profile(name, title, source, protocol, points);
  }

  private static Profile finish(Profile profile, Problems problems)
      throws InvalidDocumentException {
    problems.throwIfAny();
    return profile;
  }
}
