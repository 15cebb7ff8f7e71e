package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Scaling;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points for tests, without a profile. */
final class SnmpFixture {

  private SnmpFixture() {}

  static Point scalar(String metric, String oid) {
    return point(
        metric, Point.Kind.GAUGE, new SnmpSource.Scalar(List.of(Variant.of(new Oid(oid)))));
  }

  static SnmpTable table(String entry, String label, String template) {
    Oid oid = new Oid(entry);
    return new SnmpTable(
        oid,
        Map.of(label, LabelTemplate.parse(template, oid)),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static Point column(String metric, Point.Kind kind, SnmpTable table, String... columns) {
    List<Variant> variants =
        java.util.Arrays.stream(columns).map(c -> Variant.of(table.entry().child(c))).toList();
    return point(metric, kind, new SnmpSource.Column(table, variants, List.of()));
  }

  static Point point(String metric, Point.Kind kind, SnmpSource source) {
    return new Point(metric, Map.of(), source, Scaling.NONE, "1", kind, 0, Optional.empty());
  }

  static double number(Reading reading) {
    if (reading.outcome() instanceof Reading.Value value) {
      return reading.point().scaling().apply(value.number());
    }
    throw new AssertionError("no number: " + reading);
  }

  static Reading.Missing missing(Reading reading) {
    if (reading.outcome() instanceof Reading.Missing missing) {
      return missing;
    }
    throw new AssertionError("not missing: " + reading);
  }
}
