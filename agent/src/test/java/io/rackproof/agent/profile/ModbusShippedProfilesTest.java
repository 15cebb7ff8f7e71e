package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.catalogue.Catalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped profiles say of each register what the map of OpenBMC says of it. */
class ModbusShippedProfilesTest {

  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final Profiles PROFILES = new Profiles(CATALOGUE);

  /** From the unit at the end of a map's register name to the metric's base unit. */
  private static final Map<String, Double> TO_BASE_UNIT =
      Map.of("_kPa", 1000.0, "Y_Filter_Pressure", 1000.0, "_Pct", 0.01, "_ITHD", 0.01);

  @ParameterizedTest
  @CsvSource({"ocp-orv3-rpu,orv3_rpu.json,cdu", "ocp-orv3-hpr-psu,orv3_hpr_psu.json,power-shelf"})
  void everyPointIsARegisterOfTheMapWithItsWidthSignAndScale(
      String name, String mapName, String role) throws Exception {
    Map<Integer, JsonNode> registers = registers(RackmonServer.map(mapName));
    List<Point> points = PROFILES.shipped(name).points();
    assertThat(points).isNotEmpty();
    for (Point point : points) {
      assertThat(CATALOGUE.metric(point.metric()).orElseThrow().roles())
          .as(point.metric())
          .contains(role);
      ModbusSource source = (ModbusSource) point.source();
      JsonNode register = registers.get(source.address());
      assertThat(register).as("%s: a register of the map", point).isNotNull();
      if (source.format() instanceof Format.Bits bits) {
        assertThat(register.path("format").asText()).as("%s", point).isEqualTo("FLAGS");
        assertThat(flag(register, bits.low())).as("%s: a flag of the map", point).isNotEmpty();
        if (point.labels().containsKey("alarm")) {
          assertThat(flag(register, bits.low())).isEqualTo(point.labels().get("alarm"));
        }
        continue;
      }
      assertThat(source.format().registers())
          .as("%s: registers", point)
          .isEqualTo(register.get("length").asInt());
      if (source.format() instanceof Format.Whole whole) {
        assertThat(whole.signed())
            .as("%s: signed", point)
            .isEqualTo(register.path("sign").asBoolean());
        assertThat(point.scaling().offset()).isZero();
        assertThat(point.scaling().factor())
            .as("%s: scale of %s", point, register)
            .isCloseTo(scale(register), org.assertj.core.data.Percentage.withPercentage(1e-9));
      } else {
        assertThat(register.path("format").asText()).isEqualTo("STRING");
        assertThat(register.path("name").asText()).isEqualTo(point.labels().get("register"));
      }
    }
  }

  @Test
  void theRacksSupplyIsTheUnitsOutlet() {
    Map<String, Integer> addresses = addresses("ocp-orv3-rpu");
    assertThat(addresses)
        .containsEntry("cdu_supply_temperature_celsius{}", 0x9001)
        .containsEntry("cdu_return_temperature_celsius{}", 0x9002)
        .containsEntry("cdu_supply_pressure_pascals{}", 0x9003)
        .containsEntry("cdu_return_pressure_pascals{}", 0x9004)
        .containsEntry("cdu_coolant_flow_liters_per_minute{}", 0x9000)
        .containsEntry("cdu_pump_speed_rpm{pump=2}", 0x900B)
        .containsEntry("cdu_pump_running{pump=4}", 0x9015)
        .containsEntry("cdu_pump_runtime_seconds_total{pump=3}", 0x9034)
        .containsEntry("cdu_fan_speed_rpm{fan=10}", 0x910D)
        .containsEntry("cdu_leak_detected{sensor=rack-floor}", 0x9202);
  }

  @Test
  void aSupplyHasItsInputOutputTemperaturesAndFans() {
    assertThat(addresses("ocp-orv3-hpr-psu"))
        .containsEntry("psu_output_power_watts{}", 0x52)
        .containsEntry("psu_output_voltage_volts{}", 0x4F)
        .containsEntry("psu_output_current_amperes{}", 0x50)
        .containsEntry("psu_input_power_watts{}", 0x57)
        .containsEntry("psu_input_power_factor_ratio{}", 0x56)
        .containsEntry("psu_temperature_celsius{sensor=outlet}", 0x46)
        .containsEntry("psu_fan_speed_rpm{fan=1}", 0x44)
        .containsEntry("psu_alarm{alarm=Fan_Failure}", 0x3F)
        .containsEntry("psu_uptime_seconds{}", 0x36);
  }

  private static Map<String, Integer> addresses(String profile) {
    Map<String, Integer> addresses = new TreeMap<>();
    for (Point point : PROFILES.shipped(profile).points()) {
      addresses.put(point.metric() + point.labels(), ((ModbusSource) point.source()).address());
    }
    return addresses;
  }

  private static Map<Integer, JsonNode> registers(Path map) throws Exception {
    Map<Integer, JsonNode> registers = new TreeMap<>();
    new ObjectMapper()
        .readTree(map.toFile())
        .get("registers")
        .forEach(register -> registers.put(register.get("begin").asInt(), register));
    return registers;
  }

  private static double scale(JsonNode register) {
    double scale =
        register.path("scale").asDouble(1) / Math.pow(2, register.path("precision").asInt(0));
    for (Map.Entry<String, Double> unit : TO_BASE_UNIT.entrySet()) {
      if (register.get("name").asText().endsWith(unit.getKey())) {
        scale *= unit.getValue();
      }
    }
    return scale;
  }

  private static String flag(JsonNode register, int bit) {
    for (JsonNode flag : register.path("flags")) {
      if (flag.get(0).asInt() == bit) {
        return flag.get(1).asText().strip();
      }
    }
    return "";
  }
}
