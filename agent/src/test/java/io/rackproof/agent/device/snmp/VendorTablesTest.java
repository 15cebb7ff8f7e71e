package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;

/**
 * What vendors' tables need beside the plain columns: scale columns, device-wide units, rows named
 * by identifiers; and rows of shipped profiles of which there is no recording.
 */
class VendorTablesTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir private Path directory;

  private AnsweringDevice device;
  private SnmpResponder responder;
  private SnmpDriver driver;

  @BeforeEach
  void start() throws IOException {
    device = new AnsweringDevice();
    responder = device.responder;
    driver = device.driver;
    responder.put("1.3.6.1.2.1.1.3.0", new TimeTicks(5000));
  }

  @AfterEach
  void stop() {
    device.close();
  }

  private VendorTablesTest put(String oid, long number) {
    responder.put(oid, new Integer32((int) number));
    return this;
  }

  private VendorTablesTest put(String oid, String text) {
    responder.put(oid, new OctetString(text));
    return this;
  }

  /** Values by metric and labels; what has no value is not in it. */
  private Map<String, Double> read(Profile profile) {
    Map<String, Double> values = new HashMap<>();
    for (Reading reading : driver.read(profile.points())) {
      if (reading.outcome() instanceof Reading.Value) {
        String series = reading.point().metric() + reading.point().labels();
        assertThat(values.put(series, SnmpFixture.number(reading))).as(series).isNull();
      }
    }
    return values;
  }

  private Map<String, Double> read(String shipped) {
    return read(PROFILES.shipped(shipped));
  }

  private Map<String, Double> own(String points) throws Exception {
    Path file = directory.resolve("own.yaml");
    Files.writeString(file, "profile: own\nsnmp: {}\npoints:\n" + points);
    return read(PROFILES.file(file));
  }

  @Test
  void aNegativeFactorDividesAPositiveOneMultipliesAndNoneLeavesTheValue() throws Exception {
    String entry = "1.3.6.1.4.1.1.2.1";
    put(entry + ".1.1", 2360).put(entry + ".2.1", -100);
    put(entry + ".1.2", 7).put(entry + ".2.2", 10);
    put(entry + ".1.3", 5).put(entry + ".2.3", 0);
    put(entry + ".1.4", 6);
    assertThat(
            own(
                """
                  - table: 1.3.6.1.4.1.1.2.1
                    labels: {sensor: "{index}"}
                    factor: 2
                    points: [{metric: sensor_temperature_celsius, column: 1}]
                """))
        .containsOnly(
            Map.entry("sensor_temperature_celsius{sensor=1}", 23.6),
            Map.entry("sensor_temperature_celsius{sensor=2}", 70.0),
            Map.entry("sensor_temperature_celsius{sensor=3}", 5.0),
            Map.entry("sensor_temperature_celsius{sensor=4}", 6.0));
  }

  @Test
  void aConditionOnASingleObjectHoldsForAllRowsAndFollowsTheObject() throws Exception {
    String points =
        """
          - table: 1.3.6.1.4.1.1.2.1
            labels: {sensor: "{index}"}
            points:
              - metric: sensor_temperature_celsius
                first-of:
                  - {column: 1, where: {1.3.6.1.4.1.1.9.0: "1"}, scale: 0.1}
                  - {column: 1, scale: 0.05555555555555555, offset: -17.77777777777778}
        """;
    put("1.3.6.1.4.1.1.2.1.1.1", 770).put("1.3.6.1.4.1.1.9.0", 0);
    assertThat(own(points).get("sensor_temperature_celsius{sensor=1}")).isCloseTo(25, within(1e-9));
    put("1.3.6.1.4.1.1.9.0", 1);
    assertThat(own(points)).containsEntry("sensor_temperature_celsius{sensor=1}", 77.0);
  }

  @Test
  void availableMayAskASingleObject() throws Exception {
    String points =
        """
          - table: 1.3.6.1.4.1.1.2.1
            labels: {sensor: "{index}"}
            available: {1.3.6.1.4.1.1.9.0: "1"}
            points: [{metric: sensor_temperature_celsius, column: 1}]
        """;
    put("1.3.6.1.4.1.1.2.1.1.1", 7).put("1.3.6.1.4.1.1.9.0", 1);
    assertThat(own(points)).hasSize(1);
    put("1.3.6.1.4.1.1.9.0", 2);
    assertThat(own(points)).isEmpty();
  }

  @Test
  void aPointMayLeaveLabelsOfItsTableOutAndHaveItsOwn() throws Exception {
    String entry = "1.3.6.1.4.1.1.2.1";
    put(entry + ".1.1", 1).put(entry + ".2.1", "Water In");
    put(entry + ".1.2", 2).put(entry + ".2.2", "Other");
    put(entry + ".1.3", 3).put(entry + ".2.3", "Room");
    assertThat(
            own(
                """
                  - table: 1.3.6.1.4.1.1.2.1
                    labels: {sensor: "{2}"}
                    points:
                      - {metric: cdu_water_inlet_temperature_celsius, column: 1, where: {2: "Water In"}, without: [sensor]}
                      - {metric: sensor_temperature_celsius, labels: {sensor: room}, column: 1, where: {2: "Room"}}
                      - {metric: sensor_temperature_celsius, column: 1}
                """))
        .containsOnly(
            Map.entry("cdu_water_inlet_temperature_celsius{}", 1.0),
            Map.entry("sensor_temperature_celsius{sensor=room}", 3.0),
            Map.entry("sensor_temperature_celsius{sensor=Other}", 2.0));
  }

  @Test
  void sentry4TemperaturesFollowTheUnitOfTheSystemAndOutletsAreRead() {
    put("1.3.6.1.4.1.1718.4.1.9.1.10.0", 1);
    put("1.3.6.1.4.1.1718.4.1.9.2.1.3.1.1", "Top").put("1.3.6.1.4.1.1718.4.1.9.3.1.1.1.1", 770);
    put("1.3.6.1.4.1.1718.4.1.9.3.1.2.1.1", 0);
    String outlet = "1.3.6.1.4.1.1718.4.1.8.3.1.";
    put("1.3.6.1.4.1.1718.4.1.8.2.1.2.1.1.1", "AA1").put(outlet + "1.1.1.1", 1);
    put(outlet + "3.1.1.1", 123).put(outlet + "6.1.1.1", 2301).put(outlet + "7.1.1.1", 283);
    Map<String, Double> values = read("servertech-sentry4");
    assertThat(values.get("sensor_temperature_celsius{sensor=Top}")).isCloseTo(25, within(1e-9));
    assertThat(values)
        .containsEntry("pdu_outlet_state{outlet=AA1}", 1.0)
        .containsEntry("pdu_outlet_current_amperes{outlet=AA1}", 1.23)
        .containsEntry("pdu_outlet_voltage_volts{outlet=AA1}", 230.1)
        .containsEntry("pdu_outlet_power_watts{outlet=AA1}", 283.0);
  }

  @Test
  void rowsOfOlderApcPdusArePhasesOrBanks() {
    String load = "1.3.6.1.4.1.318.1.1.12.2.3.1.1.";
    put(load + "2.1", 84).put(load + "3.1", 1).put(load + "4.1", 1).put(load + "5.1", 0);
    put(load + "2.2", 50).put(load + "3.2", 1).put(load + "4.2", 1).put(load + "5.2", 1);
    put(load + "2.3", 34).put(load + "3.3", 3).put(load + "4.3", 1).put(load + "5.3", 2);
    put("1.3.6.1.4.1.318.1.1.12.1.15.0", -1).put("1.3.6.1.4.1.318.1.1.12.1.16.0", 1932);
    assertThat(read("apc-rpdu"))
        .containsEntry("pdu_phase_current_amperes{phase=L1}", 8.4)
        .containsEntry("pdu_bank_current_amperes{bank=1}", 5.0)
        .containsEntry("pdu_bank_current_amperes{bank=2}", 3.4)
        .containsEntry("pdu_bank_load_state{bank=2}", 3.0)
        .containsEntry("pdu_input_power_watts{}", 1932.0)
        .doesNotContainKey("pdu_input_voltage_volts{}");
  }

  @Test
  void nexusOpticsInDecibelsAreReadInWattsBesideTheSwitchsOwnSensors() {
    String sensor = "1.3.6.1.4.1.9.9.91.1.1.1.1.";
    String name = "1.3.6.1.2.1.47.1.1.1.1.7.";
    put(name + "3001", "Ethernet1/1 Lane 2 Transceiver Receive Power Sensor");
    put(sensor + "1.3001", 14).put(sensor + "2.3001", 8).put(sensor + "3.3001", 0);
    put(sensor + "4.3001", -2500).put(sensor + "5.3001", 1);
    put(name + "21590", "module-1 FRONT");
    put(sensor + "1.21590", 8).put(sensor + "2.21590", 9).put(sensor + "3.21590", 0);
    put(sensor + "4.21590", 31).put(sensor + "5.21590", 1);
    put(name + "21591", "module-1 OUTLET");
    put(sensor + "1.21591", 8).put(sensor + "2.21591", 9).put(sensor + "3.21591", 1_615_384_784);
    put(sensor + "4.21591", 33).put(sensor + "5.21591", 1);
    put(name + "470", "PowerSupply-1");
    put("1.3.6.1.4.1.9.9.117.1.1.2.1.2.470", 2);
    put("1.3.6.1.4.1.9.9.117.1.1.2.1.3.470", 1250);
    Map<String, Double> values = read("cisco-nxos");
    assertThat(
            values.get(
                "switch_transceiver_receive_power_watts{lane=2, port=Ethernet1/1,"
                    + " sensor=Ethernet1/1 Lane 2 Transceiver Receive Power Sensor}"))
        .isCloseTo(Math.pow(10, -0.25) / 1000, within(1e-12));
    assertThat(values)
        .containsEntry("sensor_temperature_celsius{sensor=module-1 FRONT}", 31.0)
        .containsEntry("sensor_temperature_celsius{sensor=module-1 OUTLET}", 33.0)
        .containsEntry("switch_power_supply_state{supply=PowerSupply-1}", 1.0)
        .containsEntry("switch_power_supply_current_amperes{supply=PowerSupply-1}", 12.5);
  }

  @Test
  void liebertRowsAreNamedByTheIdentifierOfWhatTheyMeasure() {
    String row = "1.3.6.1.4.1.476.1.42.3.4.1.3.3.1.";
    responder
        .put(row + "2.1", new OID("1.3.6.1.4.1.476.1.42.3.4.1.1.2"))
        .put(row + "2.2", new OID("1.3.6.1.4.1.476.1.42.3.4.1.1.16"))
        .put(row + "2.3", new OID("1.3.6.1.4.1.476.1.42.3.4.1.1.99"))
        .put("1.3.6.1.4.1.476.1.42.3.4.3.9.0", new Gauge32(40))
        .put("1.3.6.1.4.1.476.1.42.3.4.3.16.0", new Gauge32(4294967295L));
    put(row + "3.1", 24).put(row + "50.1", 243).put(row + "6.1", 22);
    put(row + "3.2", 11).put(row + "6.2", 2147483647);
    put(row + "3.3", 5);
    assertThat(read("liebert-environment"))
        .containsEntry("sensor_temperature_celsius{sensor=return-air}", 24.3)
        .containsEntry("sensor_dew_point_celsius{sensor=room}", 11.0)
        .containsEntry("sensor_temperature_celsius{sensor=1.3.6.1.4.1.476.1.42.3.4.1.1.99}", 5.0)
        .containsEntry(
            "sensor_temperature_setpoint_celsius{sensor=1.3.6.1.4.1.476.1.42.3.4.1.1.2}", 22.0)
        .containsEntry("sensor_ratio{sensor=cooling-capacity}", 0.4)
        .doesNotContainKey("sensor_ratio{sensor=fan-capacity}");
  }

  @Test
  void textsOfLiebertsFlexibleTableAreReadByTheirUnit() {
    String row = "1.3.6.1.4.1.476.1.42.3.9.20.1.";
    put(row + "10.1", "Supply Fluid Temperature")
        .put(row + "20.1", "18.5")
        .put(row + "30.1", "deg C");
    put(row + "10.2", "Unit State").put(row + "20.2", "On").put(row + "30.2", "");
    put(row + "10.3", "Fluid Flow").put(row + "20.3", "100").put(row + "30.3", "GPM");
    put(row + "10.4", "Return Fluid").put(row + "20.4", "Unavailable").put(row + "30.4", "deg C");
    put(row + "10.5", "Dew Point").put(row + "20.5", "50.0").put(row + "30.5", "deg F");
    Map<String, Double> values = read("liebert-environment");
    assertThat(values)
        .hasSize(4)
        .containsEntry("sensor_temperature_celsius{sensor=Supply Fluid Temperature}", 18.5);
    assertThat(values.get("sensor_flow_liters_per_minute{sensor=Fluid Flow}"))
        .isCloseTo(378.5411784, within(1e-9));
    assertThat(values.get("sensor_dew_point_celsius{sensor=Dew Point}"))
        .isCloseTo(10, within(1e-9));
  }

  @Test
  void apolloTextsAreReadWithTheUnitThatTheyHave() {
    String water = "1.3.6.1.4.1.232.22.2.10.3.1.1.";
    put(water + "2.1", "24.5").put(water + "5.1", "86.0 F").put(water + "7.1", "55.0 %");
    put(water + "37.1", "14.5 psi").put(water + "36.1", "120");
    Map<String, Double> values = read("hpe-cpqrack-cdu");
    assertThat(values)
        .containsEntry("cdu_supply_temperature_celsius{}", 24.5)
        .containsEntry("cdu_pump_duty_ratio{}", 0.55)
        .doesNotContainKey("cdu_return_pressure_pascals{}");
    assertThat(values.get("cdu_return_temperature_celsius{}")).isCloseTo(30, within(1e-9));
    assertThat(values.get("cdu_supply_pressure_pascals{}")).isCloseTo(99973.98, within(0.01));
  }

  @Test
  void wattsAndOutletsOfSentry3AreReadByTheirIdentifiers() {
    String feed = "1.3.6.1.4.1.1718.3.2.2.1.";
    put(feed + "2.1.1", "AA").put(feed + "7.1.1", 563).put(feed + "10.1.1", 30);
    put(feed + "11.1.1", 2080).put(feed + "12.1.1", -1);
    String sensor = "1.3.6.1.4.1.1718.3.2.5.1.";
    put(sensor + "2.1.1", "A1").put(sensor + "6.1.1", 215).put(sensor + "13.1.1", 0);
    put(sensor + "10.1.1", 41);
    assertThat(read("servertech-sentry3"))
        .containsEntry("pdu_phase_current_amperes{phase=AA}", 5.63)
        .containsEntry("pdu_phase_breaker_amperes{phase=AA}", 30.0)
        .containsEntry("pdu_phase_voltage_volts{phase=AA}", 208.0)
        .containsEntry("sensor_temperature_celsius{sensor=A1}", 21.5)
        .containsEntry("sensor_humidity_ratio{sensor=A1}", 0.41)
        .doesNotContainKey("pdu_phase_power_watts{phase=AA}");
  }
}
