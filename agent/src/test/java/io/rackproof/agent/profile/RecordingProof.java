package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A recording, read as a user would have it read, with the profile that fits the device best, and
 * compared with what an independent system (LibreNMS) read out of it.
 *
 * @param profile empty when none fits
 * @param sensors that measure something, and of how many the reading is equal, missing, wrong
 * @param states enumerations, and how many of them are read
 * @param unknown sensors of classes that the catalogue has nothing for, such as a count
 * @param mistakes what is not as it should be, one sentence each
 */
record RecordingProof(
    String recording,
    Optional<Profile> profile,
    int sensors,
    int equal,
    int missing,
    int wrong,
    int states,
    int statesRead,
    int unknown,
    int ports,
    int portsEqual,
    List<String> mistakes) {

  static final String TITLE =
      String.format(
          Locale.ROOT,
          "%-26s %-19s %7s %6s %8s %6s %9s %9s %7s",
          "recording",
          "profile",
          "sensors",
          "equal",
          "missing",
          "wrong",
          "states",
          "ports",
          "unknown");

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  /** Instances that the independent system takes for something else than the MIB says. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.187", "a running time in seconds, taken for a state",
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.195", "a delay in seconds, taken for a state",
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.211", "1200 s, taken for a state and divided by 100");

  /** The readings of a recording by the profile that fits it. */
  record Read(Optional<Profile> profile, List<Reading> readings) {}

  static Read read(String recording, int port, SnmpEngine engine) {
    SnmpConfig config = new SnmpConfig("127.0.0.1", port, recording, Duration.ofSeconds(20), 1, 25);
    try (SnmpDriver driver = new SnmpDriver(config, engine, TICKER)) {
      List<Reading> said =
          driver.read(List.of(text("1.3.6.1.2.1.1.2.0"), text("1.3.6.1.2.1.1.1.0")));
      Optional<Profile> profile =
          Match.best(
              Profiles.SHIPPED.stream().map(PROFILES::shipped).toList(),
              said(said.get(0)),
              said(said.get(1)));
      return new Read(profile, profile.map(p -> driver.read(p.points())).orElse(List.of()));
    }
  }

  private static Point text(String oid) {
    return new Point(
        "device_info",
        Map.of(),
        new SnmpSource.Scalar(List.of(Variant.of(new Oid(oid)))),
        Scaling.NONE,
        "1",
        Point.Kind.INFO,
        0,
        Optional.empty());
  }

  private static String said(Reading reading) {
    return reading.outcome() instanceof Reading.Text text ? text.text() : "";
  }

  /**
   * @param folder with the recording, and beside it its sensors and ports where it has any
   */
  static RecordingProof of(Path folder, String recording, int port, SnmpEngine engine)
      throws IOException {
    Read read = read(recording, port, engine);
    Map<String, Reading> byOid = byOid(read.readings());
    List<String> mistakes = new ArrayList<>();
    int sensors = 0;
    int equal = 0;
    int missing = 0;
    int wrong = 0;
    int states = 0;
    int statesRead = 0;
    int unknown = 0;
    for (Map<String, String> row : rows(folder, recording, "sensors")) {
      RecordedSensor sensor = RecordedSensor.of(row);
      if (!sensor.isKnown()) {
        unknown++;
        continue;
      }
      Reading reading = byOid.get(sensor.oid());
      boolean bad = !EXCEPTIONS.containsKey(sensor.oid()) && sensor.mismatch(reading).isPresent();
      if (sensor.isState()) {
        states++;
        statesRead += reading == null ? 0 : 1;
        bad &= reading != null;
      } else {
        sensors++;
        equal += bad ? 0 : 1;
        missing += bad && reading == null ? 1 : 0;
      }
      wrong += bad && reading != null ? 1 : 0;
      if (bad) {
        sensor.mismatch(reading).ifPresent(mistakes::add);
      }
    }
    Map<String, Map<String, Reading>> portReadings = RecordedPort.byIndex(read.readings());
    Map<String, String> recorded = recorded(folder, recording);
    List<Map<String, String>> ports = rows(folder, recording, "ports");
    int portsEqual = 0;
    for (Map<String, String> each : ports) {
      List<String> differences = new RecordedPort(each).mismatches(portReadings, recorded);
      portsEqual += differences.isEmpty() ? 1 : 0;
      mistakes.addAll(differences);
    }
    return new RecordingProof(
        recording,
        read.profile(),
        sensors,
        equal,
        missing,
        wrong,
        states,
        statesRead,
        unknown,
        ports.size(),
        portsEqual,
        mistakes);
  }

  private static Map<String, Reading> byOid(List<Reading> readings) {
    Map<String, Reading> byOid = new HashMap<>();
    for (Reading reading : readings) {
      if (!reading.raw().isEmpty()) {
        byOid.putIfAbsent(reading.raw().substring(0, reading.raw().indexOf(" = ")), reading);
      }
    }
    return byOid;
  }

  private static List<Map<String, String>> rows(Path folder, String recording, String what)
      throws IOException {
    Path csv = folder.resolve(recording + "." + what + ".csv");
    return Files.exists(csv) ? RecordedRows.rows(csv) : List.of();
  }

  private static Map<String, String> recorded(Path folder, String recording) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line :
        Files.readAllLines(folder.resolve(recording + ".snmprec"), StandardCharsets.ISO_8859_1)) {
      int bar = line.indexOf('|');
      if (bar > 0) {
        values.put(line.substring(0, bar), line.substring(bar + 1));
      }
    }
    return values;
  }

  /** One line of the table. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-26s %-19s %7d %6d %8d %6d %9s %9s %7d",
        recording,
        profile.map(Profile::name).orElse("none fits"),
        sensors,
        equal,
        missing,
        wrong,
        statesRead + "/" + states,
        portsEqual + "/" + ports,
        unknown);
  }
}
