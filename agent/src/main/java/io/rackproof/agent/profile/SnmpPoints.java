package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.YamlValue;
import java.util.List;

/** The {@code snmp} section and the points of a Snmp profile. */
final class SnmpPoints {

  private SnmpPoints() {}

  static Profile.Protocol protocol(YamlValue section) {
    section.report("cannot be read yet");
    return new Profile.Snmp();
  }

  static List<Point> read(YamlValue points, Catalogue catalogue) {
    points.report("cannot be read yet" + catalogue.names());
    return List.of();
  }
}
