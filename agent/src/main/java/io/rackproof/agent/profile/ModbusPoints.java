package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.List;

/** The {@code modbus} section and the points of a Modbus profile. */
final class ModbusPoints {

  private ModbusPoints() {}

  static Profile.Protocol protocol(YamlMap root) {
    root.report("cannot be read yet");
    return new Profile.Modbus(125, 8, java.time.Duration.ZERO);
  }

  static List<Point> read(YamlValue points, Catalogue catalogue) {
    points.report("cannot be read yet" + catalogue.names());
    return List.of();
  }
}
