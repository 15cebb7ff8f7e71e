package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.profile.Accuracy;
import io.rackproof.agent.profile.Profile;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The {@code accuracy} of a device: what its own calibration says of a metric, in the place of what
 * its profile says of the model.
 */
final class CalibrationSection {

  private CalibrationSection() {}

  /** The profile as it holds for the device. */
  static Profile apply(YamlValue section, Profile profile) {
    YamlMap map = section.map();
    Set<String> metrics =
        profile.points().stream().map(Point::metric).collect(Collectors.toCollection(TreeSet::new));
    List<Point> points = new ArrayList<>(profile.points());
    for (String metric : map.keys()) {
      YamlValue value = map.require(metric);
      if (!metrics.contains(metric)) {
        value.report(
            "the profile '"
                + profile.name()
                + "' has no metric '"
                + metric
                + "'."
                + Nearest.hint(metric, metrics));
      }
      Accuracy accuracy = Accuracy.read(value);
      points.replaceAll(
          point ->
              point.metric().equals(metric)
                  ? point.withSpecification(accuracy.of(point.plausible(), point.specification()))
                  : point);
    }
    return profile.withPoints(points);
  }
}
