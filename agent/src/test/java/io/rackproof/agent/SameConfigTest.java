package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameConfigTest {

  private static final String RACK =
      """
      rack: {id: r1}
      buses: {shelves: {serial: /dev/ttyUSB0, baud: 19200}}
      devices:
        - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
        - {name: psu-1, role: power-shelf, profile: ocp-orv3-hpr-psu, modbus: {bus: shelves, unit: 144}}
        - {name: psu-2, role: power-shelf, profile: ocp-orv3-hpr-psu, modbus: {bus: shelves, unit: 145}}
        - {name: switch-1, role: switch, profile: generic-switch, snmp: {address: 192.0.2.3, community: public}}
        - {name: logger-1, role: other, profile: nmea-xdr-logger, serial: {port: /dev/ttyUSB1}}
        - {name: meter-1, role: meter, profile: meter.yaml, serial: {port: /dev/ttyUSB2}}
      """;

  private static final String METER =
      """
      profile: meter
      serial: {baud: 9600}
      points:
        - {metric: meter_power_watts, prompt: "P?", pattern: "P=([0-9.]+)", scale: 1000}
      """;

  @TempDir private Path directory;

  private RackConfig read(String rack, String meter) throws Exception {
    Files.writeString(directory.resolve("meter.yaml"), meter);
    Path file = directory.resolve("rack.yaml");
    Files.writeString(file, rack);
    return RackFile.read(file, new Profiles(Catalogue.load()));
  }

  private Reconfiguration between(String from, String to) throws Exception {
    return Reconfiguration.between(read(RACK, METER).devices(), changed(from, to).devices());
  }

  private RackConfig changed(String from, String to) throws Exception {
    return read(RACK.replace(from, to), METER.replace(from, to));
  }

  @Test
  void sameFileChangesNothing() throws Exception {
    assertThat(between("", "")).hasToString("6 unchanged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unit: 12 | unit: 13 | 1 changed (cdu-1), 5 unchanged",
        "baud: 19200 | baud: 9600 | 2 changed (psu-1, psu-2), 4 unchanged",
        "P=([0-9.]+) | P:([0-9.]+) | 1 changed (meter-1), 5 unchanged",
        "scale: 1000 | scale: 1 | 1 changed (meter-1), 5 unchanged",
        "/dev/ttyUSB1 | /dev/ttyUSB7 | 1 changed (logger-1), 5 unchanged",
        "community: public | community: other | 1 changed (switch-1), 5 unchanged",
        "name: psu-2 | name: psu-3 | 1 added (psu-3), 1 removed (psu-2), 5 unchanged",
        "role: other | role: cdu | 1 changed (logger-1), 5 unchanged"
      })
  void onlyWhatChangedIsTouched(String from, String to, String changes) throws Exception {
    assertThat(between(from, to)).hasToString(changes);
  }
}
