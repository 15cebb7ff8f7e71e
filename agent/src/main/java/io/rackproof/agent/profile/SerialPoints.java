package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.YamlValue;
import java.util.List;

/** The {@code serial} section and the points of a Serial profile. */
final class SerialPoints {

  private SerialPoints() {}

  static Profile.Protocol protocol(YamlValue section) {
    section.report("cannot be read yet");
    return new Profile.Serial("", "", java.time.Duration.ZERO, java.util.Optional.empty());
  }

  static List<Point> read(YamlValue points, Catalogue catalogue) {
    points.report("cannot be read yet" + catalogue.names());
    return List.of();
  }
}
