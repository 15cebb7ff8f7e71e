package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/** Models beside those that were recorded, as their MIBs describe them. */
class OtherModelsTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  private final Map<String, Profile> profiles = new HashMap<>();
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

  /** Column numbers and what they hold in one row. */
  private void row(String entry, String index, Object... columns) {
    for (int i = 0; i < columns.length; i += 2) {
      Variable value =
          columns[i + 1] instanceof String text
              ? new OctetString(text)
              : new Integer32((Integer) columns[i + 1]);
      responder.put(entry + "." + columns[i] + "." + index, value);
    }
  }

  /** What is remembered between reads is remembered of the same points. */
  private List<Reading> readings(String shipped) {
    return driver.read(profiles.computeIfAbsent(shipped, PROFILES::shipped).points());
  }

  private Map<String, Double> read(String shipped) {
    Map<String, Double> values = new HashMap<>();
    for (Reading reading : readings(shipped)) {
      if (reading.outcome() instanceof Reading.Value) {
        String series = reading.point().metric() + reading.point().labels();
        assertThat(values.put(series, SnmpFixture.number(reading))).as(series).isNull();
      }
    }
    return values;
  }

  private Map<String, String> texts(String shipped) {
    Map<String, String> texts = new HashMap<>();
    for (Reading reading : readings(shipped)) {
      if (reading.outcome() instanceof Reading.Text text) {
        texts.put(reading.point().labels().getOrDefault("register", ""), text.text());
      }
    }
    return texts;
  }

  @Test
  void everyPduOfAnApcChainIsReadAndCalledByItsModule() {
    String device = "1.3.6.1.4.1.318.1.1.26.4.3.1";
    row(device, "1", 2, 1, 4, 2, 5, 120, 12, 1, 13, 1, 14, 1);
    row(device, "2", 2, 2, 4, 2, 5, 240, 12, 1, 13, 1, 14, 2);
    String phase = "1.3.6.1.4.1.318.1.1.26.6.3.1";
    row(phase, "1", 2, 1, 3, 1, 5, 52, 6, 230);
    row(phase, "2", 2, 2, 3, 1, 5, 104, 6, 231);
    row(phase, "3", 2, 2, 3, 2, 5, 11, 6, 229);
    assertThat(read("apc-rpdu2"))
        .containsEntry("pdu_input_power_watts{inlet=1}", 1200.0)
        .containsEntry("pdu_input_power_watts{inlet=2}", 2400.0)
        .containsEntry("pdu_load_state{inlet=2}", 2.0)
        .containsEntry("pdu_power_supply_state{supply=1}", 1.0)
        .containsEntry("pdu_power_supply_state{supply=2 (2)}", 2.0)
        .containsEntry("pdu_phase_current_amperes{phase=1:L1}", 5.2)
        .containsEntry("pdu_phase_current_amperes{phase=2:L1}", 10.4)
        .containsEntry("pdu_phase_voltage_volts{phase=L2}", 229.0)
        .doesNotContainKey("pdu_input_power_watts{}");
  }

  @Test
  void aPduOfAChainKeepsItsNameWhileTheOtherCannotBeRead() {
    String device = "1.3.6.1.4.1.318.1.1.26.4.3.1";
    row(device, "1", 2, 1, 5, 120);
    row(device, "2", 2, 2, 5, 240);
    assertThat(read("apc-rpdu2")).containsEntry("pdu_input_power_watts{inlet=2}", 2400.0);
    responder.instances.remove(new OID(device + ".5.1"));
    assertThat(read("apc-rpdu2"))
        .containsEntry("pdu_input_power_watts{inlet=2}", 2400.0)
        .doesNotContainKey("pdu_input_power_watts{}");
  }

  @Test
  void aPduThatStandsAloneHasNoLabelOfAChain() {
    row("1.3.6.1.4.1.318.1.1.26.4.3.1", "1", 2, 1, 5, 120);
    assertThat(read("apc-rpdu2")).containsEntry("pdu_input_power_watts{}", 1200.0);
  }

  @Test
  void rowsThatANetShelterPduDoesNotHaveAreNoOutlets() {
    String root = "1.3.6.1.4.1.318.1.1.32.";
    row(root + "2.4.1", "1", 3, 5, 4, 258, 5, 301, 6, 657, 9, 7918, 13, 85);
    row(root + "3.4.1", "1.1", 2, 1, 3, 5, 5, 620, 6, 229, 7, 1431, 8, 1450, 9, 98);
    row(root + "3.4.1", "1.2", 2, 0, 3, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0);
    row(root + "4.4.1", "1.1", 3, "B1", 4, 5, 5, 231);
    row(root + "4.4.1", "1.2", 3, "NA", 4, 0, 5, 0);
    row(root + "5.9.1", "1.1", 2, 1, 4, 5, 5, 12, 6, 26, 7, 90);
    row(root + "5.9.1", "1.41", 2, 0, 4, 0, 5, 0, 6, 0, 7, 0);
    row(root + "5.4.1", "1.1", 2, 1, 4, 1);
    row(root + "5.4.1", "1.41", 2, 0, 4, 0);
    row(root + "6.2.1", "1.1", 6, 1, 7, 2);
    row(root + "6.4.1", "1.1", 2, "top", 3, 2, 5, 77, 7, 770);
    row(root + "6.2.1", "1.2", 6, 2, 7, 3);
    row(root + "6.4.1", "1.2", 2, "top", 3, 2, 5, 41, 7, 412);
    row(root + "6.2.1", "1.3", 6, 1, 7, 1);
    row(root + "6.4.1", "1.3", 2, "gone", 3, 3, 5, 0, 7, 0);
    Map<String, Double> values = read("apc-cpdu");
    assertThat(values)
        .containsEntry("pdu_load_state{}", 5.0)
        .containsEntry("pdu_input_power_watts{}", 258.0)
        .containsEntry("pdu_input_apparent_power_voltamperes{}", 301.0)
        .containsEntry("sensor_power_watts{sensor=highest}", 657.0)
        .containsEntry("pdu_input_energy_joules_total{}", 791.8 * 3.6e6)
        .containsEntry("pdu_input_power_factor_ratio{}", 0.85)
        .containsEntry("pdu_phase_current_amperes{phase=L1}", 6.2)
        .containsEntry("pdu_phase_voltage_volts{phase=L1}", 229.0)
        .containsEntry("pdu_bank_current_amperes{bank=B1}", 2.31)
        .containsEntry("pdu_outlet_current_amperes{outlet=1}", 0.12)
        .containsEntry("pdu_outlet_power_factor_ratio{outlet=1}", 0.9)
        .containsEntry("pdu_outlet_state{outlet=1}", 1.0)
        .containsEntry("sensor_humidity_ratio{sensor=top}", 0.412)
        .doesNotContainKey("sensor_temperature_celsius{sensor=gone}");
    assertThat(values.get("sensor_temperature_celsius{sensor=top}")).isCloseTo(25, within(1e-9));
    assertThat(values.keySet())
        .noneMatch(series -> series.contains("outlet=0") || series.contains("phase=L2"))
        .noneMatch(series -> series.contains("bank=NA") || series.contains("{outlet=}"));
  }

  @Test
  void anEasyPduOfApcIsReadInHundredthsAndTenthsOfAPerCent() {
    String root = "1.3.6.1.4.1.318.1.1.30.";
    row(root + "2.1.1", "1", 2, 1, 7, 785, 9, 818, 10, 960, 11, 332241);
    row(root + "4.2.1", "1", 2, 1, 3, 1, 4, 2304, 5, 355, 6, 785, 8, 818, 9, 960, 10, 332241);
    row(root + "6.1.1", "1", 2, 1, 3, 1, 4, 2);
    row(root + "6.1.1", "2", 2, 1, 3, 2, 4, 1);
    assertThat(read("apc-epdu"))
        .containsEntry("pdu_input_power_watts{}", 785.0)
        .containsEntry("pdu_input_power_factor_ratio{}", 0.96)
        .containsEntry("pdu_phase_voltage_volts{phase=L1}", 230.4)
        .containsEntry("pdu_phase_current_amperes{phase=L1}", 3.55)
        .containsEntry("pdu_phase_energy_joules_total{phase=L1}", 332241 * 3600.0)
        .containsEntry("pdu_outlet_state{outlet=1}", 1.0)
        .containsEntry("pdu_outlet_state{outlet=2}", 0.0);
  }

  @Test
  void theTowersOfSentry3AreTheInletsAndSaySerialNumberAndModel() {
    String tower = "1.3.6.1.4.1.1718.3.2.1.1";
    row(tower, "1", 2, "A", 6, "ADLH0009999", 7, "CW-24V2", 11, 1250, 12, 1302, 13, 96);
    row(tower, "1", 14, 8123, 15, 60);
    row(tower, "2", 2, "B", 6, "ADLH0009998", 7, "CX-24V2", 11, 333, 12, -1, 13, -1, 15, -1);
    responder.put("1.3.6.1.4.1.1718.3.1.10.0", new Integer32(95));
    assertThat(read("servertech-sentry3"))
        .containsEntry("pdu_input_power_watts{inlet=A}", 1250.0)
        .containsEntry("pdu_input_power_watts{inlet=B}", 333.0)
        .containsEntry("pdu_input_apparent_power_voltamperes{inlet=A}", 1302.0)
        .containsEntry("pdu_input_power_factor_ratio{inlet=A}", 0.96)
        .containsEntry("pdu_input_energy_joules_total{inlet=A}", 8123 * 3.6e6)
        .containsEntry("pdu_input_frequency_hertz{inlet=A}", 60.0)
        .containsEntry("sensor_ratio{sensor=system-power-factor}", 0.95)
        .doesNotContainKey("pdu_input_apparent_power_voltamperes{inlet=B}");
    assertThat(texts("servertech-sentry3"))
        .containsEntry("serial", "ADLH0009999")
        .containsEntry("model", "CW-24V2");
  }

  @Test
  void inletsAndExternalSensorsOfTheFirstDominionPxAreRead() {
    row("1.3.6.1.4.1.13742.4.1.20.2.1", "1", 7, 2971, 8, 230000, 9, 580, 10, 692, 11, 83, 12, 47);
    String sensor = "1.3.6.1.4.1.13742.4.3.3.1";
    row(sensor, "2", 2, 11, 4, "Humidity", 16, 9, 40, 4, 41, 39);
    row(sensor, "3", 2, 10, 4, "Inlet air", 16, 7, 40, 4, 41, 205);
    row(sensor, "4", 2, 10, 4, "Lost", 16, 7, 40, -1, 41, 0);
    responder.put(sensor + ".17.2", new Gauge32(0)).put(sensor + ".17.3", new Gauge32(1));
    assertThat(read("raritan-px1"))
        .containsEntry("pdu_input_current_amperes{inlet=1}", 2.971)
        .containsEntry("pdu_input_voltage_volts{inlet=1}", 230.0)
        .containsEntry("pdu_input_power_watts{inlet=1}", 580.0)
        .containsEntry("pdu_input_power_factor_ratio{inlet=1}", 0.83)
        .containsEntry("pdu_input_energy_joules_total{inlet=1}", 47 * 3600.0)
        .containsEntry("sensor_humidity_ratio{sensor=Humidity}", 0.39)
        .containsEntry("sensor_temperature_celsius{sensor=Inlet air}", 20.5)
        .doesNotContainKey("sensor_temperature_celsius{sensor=Lost}");
  }

  @Test
  void unitsOfAnEatonChainAndOfLinkedRaritansAreToldApartByTheirNumber() {
    String current = "1.3.6.1.4.1.534.6.6.7.3.3.1";
    row(current, "0.1.1", 4, 5100, 12, "L1");
    row(current, "1.1.1", 4, 6200, 12, "L1");
    assertThat(read("eaton-epdu-g3"))
        .containsEntry("pdu_phase_current_amperes{phase=0:L1}", 5.1)
        .containsEntry("pdu_phase_current_amperes{phase=1:L1}", 6.2);
    String inlet = "1.3.6.1.4.1.13742.6.5.2.3.1";
    row(inlet, "1.1.5", 2, 1, 4, 138);
    row(inlet, "2.1.5", 2, 1, 4, 241);
    row("1.3.6.1.4.1.13742.6.3.3.3.1", "1.1", 2, "I1");
    row("1.3.6.1.4.1.13742.6.3.3.3.1", "2.1", 2, "I1");
    assertThat(read("raritan-px"))
        .containsEntry("pdu_input_power_watts{inlet=1:I1}", 138.0)
        .containsEntry("pdu_input_power_watts{inlet=2:I1}", 241.0);
  }

  @Test
  void polesOfRaritanTellTheVoltageToNeutralBesideThatBetweenPhases() {
    String pole = "1.3.6.1.4.1.13742.6.5.2.4.1";
    String decimals = "1.3.6.1.4.1.13742.6.3.3.6.1.7.";
    for (String type : List.of("4", "25")) {
      responder.put(decimals + "1.1.1." + type, new Gauge32(0));
    }
    row(pole, "1.1.1.4", 2, 1, 4, 400);
    row(pole, "1.1.1.25", 2, 1, 4, 231);
    assertThat(read("raritan-px"))
        .containsEntry("pdu_phase_voltage_volts{phase=L1}", 400.0)
        .containsEntry("sensor_voltage_volts{sensor=L1-N}", 231.0);
  }

  @Test
  void metersAndSensorsOfGeistFirmware3AreRead() {
    String root = "1.3.6.1.4.1.21239.2.";
    row(root + "25.1", "1", 3, "PDU A", 4, 1, 5, 120, 6, 230, 8, 43, 10, 950, 11, 989, 12, 96);
    row(root + "25.1", "1", 14, 231, 16, 21, 18, 480, 22, 229, 24, 7, 26, 150);
    row(root + "3.1", "1", 3, "Meter", 4, 1, 5, 3, 6, 118, 10, 25, 11, 290, 12, 295, 13, 98);
    row(root + "32.1", "1", 3, "Rear", 4, 1, 5, 34, 7, 21);
    row(root + "32.1", "2", 3, "Gone", 4, 0, 5, 0, 7, 0);
    assertThat(read("geist-v3"))
        .containsEntry("pdu_phase_energy_joules_total{phase=PDU A A}", 120 * 3.6e6)
        .containsEntry("pdu_phase_current_amperes{phase=PDU A A}", 4.3)
        .containsEntry("pdu_phase_power_factor_ratio{phase=PDU A A}", 0.96)
        .containsEntry("pdu_phase_voltage_volts{phase=PDU A B}", 231.0)
        .containsEntry("pdu_phase_power_watts{phase=PDU A C}", 150.0)
        .containsEntry("pdu_input_current_amperes{inlet=Meter}", 2.5)
        .containsEntry("pdu_input_energy_joules_total{inlet=Meter}", 3 * 3.6e6)
        .containsEntry("sensor_temperature_celsius{sensor=Rear}", 34.0)
        .containsEntry("sensor_humidity_ratio{sensor=Rear}", 0.21)
        .doesNotContainKey("sensor_temperature_celsius{sensor=Gone}");
  }

  @Test
  void dewPointsAndMetersOfAWatchdogFollowTheUnitOfTheDevice() {
    String root = "1.3.6.1.4.1.21239.5.1.";
    responder.put(root + "1.7.0", new Integer32(0));
    row(root + "6.1", "1", 3, "Aisle", 4, 1, 5, 770, 6, 45, 7, 500);
    row(root + "10.1", "1", 3, "Feed", 4, 1, 6, 229, 10, 61, 11, 1390, 12, 1400);
    Map<String, Double> values = read("vertiv-geist");
    assertThat(values.get("sensor_temperature_celsius{sensor=Aisle}")).isCloseTo(25, within(1e-9));
    assertThat(values.get("sensor_dew_point_celsius{sensor=Aisle}")).isCloseTo(10, within(1e-9));
    assertThat(values)
        .containsEntry("sensor_current_amperes{sensor=Feed}", 6.1)
        .containsEntry("sensor_power_watts{sensor=Feed}", 1390.0);
  }

  private Specification accuracy(String shipped, String metric) {
    return readings(shipped).stream()
        .filter(r -> r.point().metric().equals(metric))
        .filter(r -> r.outcome() instanceof Reading.Value)
        .map(r -> r.point().specification())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAccuracyIsThatOfTheModelThatTheDeviceIs() {
    row("1.3.6.1.4.1.318.1.1.26.6.3.1", "1", 2, 1, 3, 1, 5, 52, 6, 230);
    responder.put("1.3.6.1.4.1.318.1.1.12.1.5.0", new OctetString("APDU9953"));
    assertThat(accuracy("apc-rpdu2", "pdu_phase_current_amperes").tellsAnError()).isFalse();
    responder.put("1.3.6.1.4.1.318.1.1.12.1.5.0", new OctetString("AP8959EU3"));
    Specification known = accuracy("apc-rpdu2", "pdu_phase_current_amperes");
    assertThat(known.reading()).isEqualTo(0.03);
    assertThat(known.absolute()).isEqualTo(0.1);
    assertThat(known.resolution()).isEqualTo(0.1);
    assertThat(accuracy("apc-rpdu2", "pdu_phase_voltage_volts").absolute()).isEqualTo(1);
  }

  @Test
  void theCalibrationOfOneDeviceWinsOverTheAccuracyOfItsModel() {
    row("1.3.6.1.4.1.318.1.1.26.6.3.1", "1", 2, 1, 3, 1, 5, 52);
    responder.put("1.3.6.1.4.1.318.1.1.12.1.5.0", new OctetString("AP8959EU3"));
    Specification calibrated =
        new Specification(0.005, 0, 0, false, Optional.empty(), Optional.empty());
    Specification seen =
        driver
            .read(
                PROFILES.shipped("apc-rpdu2").points().stream()
                    .filter(p -> p.metric().equals("pdu_phase_current_amperes"))
                    .map(p -> p.withSpecification(calibrated))
                    .toList())
            .get(0)
            .point()
            .specification();
    assertThat(seen.reading()).isEqualTo(0.005);
    assertThat(seen.absolute()).isZero();
  }
}
