package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;

/** ENTITY-SENSOR-MIB as devices fill it, read with the shipped profile of a switch. */
class EntitySensorTest {

  private static final String SENSOR = "1.3.6.1.2.1.99.1.1.1.";
  private static final String NAME = "1.3.6.1.2.1.47.1.1.1.1.7.";

  private AnsweringDevice device;
  private SnmpResponder responder;
  private SnmpDriver driver;

  @BeforeEach
  void start() throws IOException {
    device = new AnsweringDevice();
    responder = device.responder;
    driver = device.driver;
  }

  @AfterEach
  void stop() {
    device.close();
  }

  private void sensor(int row, String name, int type, int scale, int precision, int value) {
    responder
        .put(NAME + row, new OctetString(name))
        .put(SENSOR + "1." + row, new Integer32(type))
        .put(SENSOR + "2." + row, new Integer32(scale))
        .put(SENSOR + "3." + row, new Integer32(precision))
        .put(SENSOR + "4." + row, new Integer32(value))
        .put(SENSOR + "5." + row, new Integer32(1));
  }

  private List<Reading> read(String metric) {
    return driver.read(new Profiles(Catalogue.load()).shipped("generic-switch").points()).stream()
        .filter(r -> r.point().metric().equals(metric))
        .toList();
  }

  private void assertRead(String metric, Map<String, String> labels, double value) {
    List<Reading> readings = read(metric);
    assertThat(readings).hasSize(1);
    assertThat(readings.get(0).point().labels()).isEqualTo(labels);
    assertThat(SnmpFixture.number(readings.get(0)))
        .isCloseTo(value, within(Math.abs(value) * 1e-12));
  }

  @Test
  void aTransceiverThatReportsDecibelsIsReadInWatts() {
    sensor(7, "Ethernet1/3 Lane 2 Transceiver Receive Power Sensor", 14, 9, 1, -30);
    responder.put(SENSOR + "6.7", new OctetString("dBm"));
    assertRead(
        "switch_transceiver_receive_power_watts",
        Map.of(
            "port", "Ethernet1/3",
            "lane", "2",
            "sensor", "Ethernet1/3 Lane 2 Transceiver Receive Power Sensor"),
        Math.pow(10, -0.3) / 1000);
    assertThat(read("sensor_power_watts").get(0).outcome()).isInstanceOf(Reading.Missing.class);
  }

  @Test
  void decibelsOfTheTypeOtherAreKnownByTheirUnit() {
    sensor(7, "Ethernet4 Transmit Power", 1, 8, 0, 2500);
    responder.put(SENSOR + "6.7", new OctetString("dBm"));
    assertRead(
        "switch_transceiver_transmit_power_watts",
        Map.of("port", "Ethernet4", "sensor", "Ethernet4 Transmit Power"),
        Math.pow(10, 0.25) / 1000);
  }

  @Test
  void milliwattsWithFourDecimalsAreTenthsOfMicrowatts() {
    sensor(7, "Ethernet1 Receive Power", 6, 8, 4, 6012);
    assertRead(
        "switch_transceiver_receive_power_watts",
        Map.of("port", "Ethernet1", "sensor", "Ethernet1 Receive Power"),
        0.0006012);
  }

  @Test
  void temperaturesOfAPortAreItsTransceiversAndOthersAreSensors() {
    sensor(7, "Ethernet1 Temperature", 8, 9, 1, 412);
    sensor(8, "PSU1 Temperature", 8, 9, 0, 35);
    assertRead(
        "switch_transceiver_temperature_celsius",
        Map.of("port", "Ethernet1", "sensor", "Ethernet1 Temperature"),
        41.2);
    assertRead("sensor_temperature_celsius", Map.of("sensor", "PSU1 Temperature"), 35);
  }

  @Test
  void typesAndPrefixesOfTheMibAreThoseOfTheCatalogue() {
    sensor(3, "AC", 3, 10, 2, 23); // 0.23 kV
    sensor(5, "amps", 5, 8, 0, 4500);
    sensor(6, "watts", 6, 10, 3, 1300);
    sensor(7, "mains", 7, 9, 1, 501);
    sensor(9, "humidity", 9, 9, 0, 45);
    sensor(10, "fan", 10, 9, 0, 17_460);
    sensor(11, "air", 11, 9, 2, 150); // 1.5 m3/min
    sensor(12, "door", 12, 9, 0, 2);
    assertRead("sensor_voltage_volts", Map.of("sensor", "AC"), 230);
    assertRead("sensor_current_amperes", Map.of("sensor", "amps"), 4.5);
    assertRead("sensor_power_watts", Map.of("sensor", "watts"), 1300);
    assertRead("sensor_frequency_hertz", Map.of("sensor", "mains"), 50.1);
    assertRead("sensor_humidity_ratio", Map.of("sensor", "humidity"), 0.45);
    assertRead("sensor_rotation_rpm", Map.of("sensor", "fan"), 17_460);
    assertRead("sensor_flow_liters_per_minute", Map.of("sensor", "air"), 1500);
    assertRead("sensor_state", Map.of("sensor", "door"), 0);
  }

  @Test
  void aPrefixThatTheMibDoesNotHaveIsNotAvailableRatherThanAWrongPowerOfTen() {
    sensor(7, "odd", 6, 99, 0, 1);
    Reading odd = read("sensor_power_watts").get(0);
    assertThat(SnmpFixture.missing(odd).cause()).isEqualTo(Reading.Cause.NOT_AVAILABLE);
    assertThat(odd.point().labels()).containsEntry("sensor", "odd");
  }
}
