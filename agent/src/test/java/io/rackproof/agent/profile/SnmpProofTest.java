package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
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
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recording of a real device, served by snmpsim and read with its shipped profile, against
 * what an independent system (LibreNMS) read out of it.
 */
class SnmpProofTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  /** Recording to the profile of its device. */
  private static final Map<String, String> DEVICES =
      new TreeMap<>(
          Map.of(
              "apc_ap8959eu3", "apc-rpdu2",
              "arista_eos_vrf", "arista-eos",
              "cumulus_mellanox", "cumulus-mellanox",
              "dell-sonic", "sonic",
              "eatonpdu_2", "eaton-epdu-g3",
              "raritan-pdu_px2-temp", "raritan-px",
              "rittal-lcp_cmciii-pu-lcp", "rittal-cmc3",
              "sentry4", "servertech-sentry4",
              "vertiv-pdu_mg02e4w1", "vertiv-geist"));

  /** Instances that the independent system takes for something else than the MIB says. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.187", "a running time in seconds, taken for a state",
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.195", "a delay in seconds, taken for a state",
          "1.3.6.1.4.1.2606.7.4.2.2.1.11.2.211", "1200 s, taken for a state and divided by 100");

  @TempDir static Path work;
  private static SnmpProgram simulator;
  private static SnmpEngine engine;

  @BeforeAll
  static void start() throws Exception {
    simulator = SnmpProgram.recordings(work, DEVICES.keySet().toArray(String[]::new));
    engine = new SnmpEngine();
  }

  @AfterAll
  static void stop() {
    if (simulator != null) {
      engine.close();
      simulator.close();
    }
  }

  static List<String> recordings() {
    return List.copyOf(DEVICES.keySet());
  }

  private static List<Reading> read(String recording) {
    SnmpConfig config =
        new SnmpConfig("127.0.0.1", simulator.port(), recording, Duration.ofSeconds(20), 1, 25);
    String profile = Objects.requireNonNull(DEVICES.get(recording), recording);
    try (SnmpDriver driver = new SnmpDriver(config, engine, TICKER)) {
      return driver.read(PROFILES.shipped(profile).points());
    }
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

  /** One line of the table, and what is not as it should be. */
  private record Proof(
      String recording,
      int sensors,
      int equal,
      int missing,
      int wrong,
      int states,
      int statesRead,
      int ports,
      int portsEqual,
      List<String> mistakes) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-26s %-19s %7d %6d %8d %6d %9s %9s",
          recording,
          DEVICES.get(recording),
          sensors,
          equal,
          missing,
          wrong,
          statesRead + "/" + states,
          portsEqual + "/" + ports);
    }
  }

  private static Proof prove(String recording) throws IOException {
    List<Reading> readings = read(recording);
    Map<String, Reading> byOid = byOid(readings);
    List<String> mistakes = new ArrayList<>();
    int sensors = 0;
    int equal = 0;
    int missing = 0;
    int wrong = 0;
    int states = 0;
    int statesRead = 0;
    for (RecordedSensor sensor : sensors(recording)) {
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
    Map<String, Map<String, Reading>> portReadings = RecordedPort.byIndex(readings);
    Map<String, String> recorded = recorded(recording);
    List<Map<String, String>> ports = rows(recording, "ports");
    int portsEqual = 0;
    for (Map<String, String> port : ports) {
      List<String> differences = new RecordedPort(port).mismatches(portReadings, recorded);
      portsEqual += differences.isEmpty() ? 1 : 0;
      mistakes.addAll(differences);
    }
    return new Proof(
        recording,
        sensors,
        equal,
        missing,
        wrong,
        states,
        statesRead,
        ports.size(),
        portsEqual,
        mistakes);
  }

  private static List<RecordedSensor> sensors(String recording) throws IOException {
    return rows(recording, "sensors").stream().map(RecordedSensor::of).toList();
  }

  private static List<Map<String, String>> rows(String recording, String what) throws IOException {
    return RecordedRows.rows(SnmpProgram.shared("devices/snmp/" + recording + "." + what + ".csv"));
  }

  private static Map<String, String> recorded(String recording) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line :
        Files.readAllLines(
            SnmpProgram.shared("devices/snmp/" + recording + ".snmprec"),
            StandardCharsets.ISO_8859_1)) {
      int bar = line.indexOf('|');
      if (bar > 0) {
        values.put(line.substring(0, bar), line.substring(bar + 1));
      }
    }
    return values;
  }

  @Test
  void everySensorAndEveryPortOfEveryRecordingIsReadWithItsValueAndUnit() throws IOException {
    List<Proof> proofs = new ArrayList<>();
    for (String recording : DEVICES.keySet()) {
      proofs.add(prove(recording));
    }
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-26s %-19s %7s %6s %8s %6s %9s %9s%n",
            "recording",
            "profile",
            "sensors",
            "equal",
            "missing",
            "wrong",
            "states",
            "ports"));
    proofs.forEach(proof -> table.append(proof).append(System.lineSeparator()));
    System.out.print(table);
    assertThat(proofs.stream().flatMap(p -> p.mistakes().stream())).isEmpty();
    assertThat(proofs).allMatch(p -> p.equal() == p.sensors() && p.portsEqual() == p.ports());
    assertThat(proofs.stream().mapToInt(Proof::sensors).sum()).isGreaterThan(200);
  }

  @Test
  void noRecordingOfTheSharedFolderIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.list(SnmpProgram.shared("devices/snmp"))) {
      List<String> recordings =
          files
              .map(f -> String.valueOf(f.getFileName()))
              .filter(f -> f.endsWith(".snmprec"))
              .map(f -> f.substring(0, f.length() - ".snmprec".length()))
              .toList();
      assumeTrue(!recordings.isEmpty(), "needs recordings in the shared folder");
      assertThat(DEVICES).containsOnlyKeys(recordings);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void noTwoReadingsAreOfTheSameSeriesAndAllLabelsAreInTheCatalogue(String recording) {
    List<Reading> readings = read(recording);
    assertThat(
            readings.stream()
                .filter(r -> r.outcome() instanceof Reading.Value)
                .map(r -> r.point().metric() + r.point().labels()))
        .isNotEmpty()
        .doesNotHaveDuplicates();
    for (Reading reading : readings) {
      Point point = reading.point();
      assertThat(Catalogue.load().metric(point.metric()).orElseThrow().labels())
          .as("%s", reading)
          .containsAll(point.labels().keySet());
    }
  }
}
