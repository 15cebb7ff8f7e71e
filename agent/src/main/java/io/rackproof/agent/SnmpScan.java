package io.rackproof.agent;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.agent.profile.Match;
import io.rackproof.agent.profile.Profile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks an address for what every SNMP agent says of itself, and finds the profile that fits. */
final class SnmpScan {

  private static final Point DESCRIPTION = text("1.3.6.1.2.1.1.1.0");
  private static final Point OBJECT_ID = text("1.3.6.1.2.1.1.2.0");
  private static final Point NAME = text("1.3.6.1.2.1.1.5.0");
  private static final Point SERVICES = text("1.3.6.1.2.1.1.7.0");

  /** The profile of a switch whose maker no profile knows. */
  private static final String ANY_SWITCH = "generic-switch";

  private final List<Profile> profiles;
  private final Drivers drivers;

  SnmpScan(List<Profile> profiles, Drivers drivers) {
    this.profiles = List.copyOf(profiles);
    this.drivers = drivers;
  }

  private static Point text(String oid) {
    Variant variant =
        new Variant(new Oid(oid), List.of(), Scaling.NONE, Optional.empty(), Set.of(), false);
    return new Point(
        "scan",
        Map.of(),
        new SnmpSource.Scalar(List.of(variant)),
        Scaling.NONE,
        "1",
        Point.Kind.INFO,
        0,
        Optional.empty());
  }

  /**
   * What came of asking an address.
   *
   * @param device empty when nothing is there, or it lets nobody in
   * @param refusal why an agent that is there lets nobody in, and the key to change
   */
  record Answer(Optional<Found> device, Optional<String> refusal) {}

  /**
   * Asks an address.
   *
   * @param reach how {@code rack.yaml} writes the connection
   */
  Answer ask(Connection connection, String reach) throws IOException {
    try (Driver driver = drivers.driver(connection)) {
      List<Reading> readings = driver.read(List.of(OBJECT_ID, DESCRIPTION, NAME, SERVICES));
      if (readings.stream().noneMatch(r -> r.outcome() instanceof Reading.Text)) {
        return new Answer(Optional.empty(), refusal(readings));
      }
      String id = said(readings.get(0));
      String description = said(readings.get(1));
      String name = said(readings.get(2));
      Optional<String> profile =
          Match.best(profiles, id, description)
              .map(Profile::name)
              .or(() -> bridges(readings.get(3)) ? Optional.of(ANY_SWITCH) : Optional.empty());
      String says = (name.isEmpty() ? "" : name + ": ") + shortened(description) + " (" + id + ")";
      Found device = new Found(connection.describe(), reach, says, profile);
      return new Answer(Optional.of(device), Optional.empty());
    }
  }

  private static Optional<String> refusal(List<Reading> readings) {
    return readings.stream()
        .map(Reading::outcome)
        .filter(Reading.Missing.class::isInstance)
        .map(Reading.Missing.class::cast)
        .filter(missing -> missing.cause() == Reading.Cause.REFUSED)
        .map(Reading.Missing::detail)
        .findFirst();
  }

  /** Whether sysServices has the bit of layer 2 (RFC 3418), as that of a switch has. */
  private static boolean bridges(Reading services) {
    String number = said(services);
    return number.matches("\\d{1,3}") && (Integer.parseInt(number) & 2) != 0;
  }

  private static String said(Reading reading) {
    return reading.outcome() instanceof Reading.Text text ? text.text() : "";
  }

  private static String shortened(String description) {
    String line = description.replaceAll("\\s+", " ").strip();
    return line.length() > 70 ? line.substring(0, 69) + "…" : line;
  }
}
