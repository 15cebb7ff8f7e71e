package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusPointsTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir private Path directory;

  private Profile load(String text) throws Exception {
    Path file = directory.resolve("device.yaml");
    Files.writeString(file, text);
    Problems problems = new Problems();
    return PROFILES.load(
        YamlFile.parse("rack.yaml", "profile: " + file, problems).require("profile"),
        directory.resolve("rack.yaml"));
  }

  private List<String> mistakes(String text) {
    InvalidDocumentException e =
        catchThrowableOfType(InvalidDocumentException.class, () -> load(text));
    assertThat(e).as("the profile is refused").isNotNull();
    return e.problems().stream().map(ModbusPointsTest::place).toList();
  }

  private static String place(Problem problem) {
    return problem.line() + ":" + problem.column() + " " + problem.key() + ": " + problem.message();
  }

  private Point only(String point) throws Exception {
    List<Point> points = load("profile: x\nmodbus: {}\npoints:\n  - " + point + "\n").points();
    assertThat(points).hasSize(1);
    return points.get(0);
  }

  private static ModbusSource source(Point point) {
    return (ModbusSource) point.source();
  }

  @Test
  void defaultsOfTheSectionAndOfAPoint() throws Exception {
    Profile profile =
        load(
            """
            profile: x
            modbus: {}
            points:
              - {metric: cdu_power_watts, address: 7, type: uint16}
            """);
    assertThat(profile.name()).isEqualTo("x");
    assertThat(profile.title()).isEqualTo("x");
    assertThat(profile.source()).isEmpty();
    assertThat(profile.protocol()).isEqualTo(new Profile.Modbus(125, 125, Duration.ZERO));
    assertThat(profile.points())
        .containsExactly(
            new Point(
                "cdu_power_watts",
                Map.of(),
                new ModbusSource(Table.HOLDING, 7, new Format.Whole(1, false, WordOrder.BIG)),
                Scaling.NONE,
                "W",
                Point.Kind.GAUGE,
                0,
                Optional.empty()));
  }

  @Test
  void allKeysOfTheSectionAndOfAPoint() throws Exception {
    Profile profile =
        load(
            """
            profile: x
            title: A unit
            source: its manual
            modbus: {max-registers: 50, max-gap: 3, pause: 5ms}
            points:
              - metric: sensor_temperature_celsius
                labels: {sensor: board}
                table: input
                address: 0x10
                type: int32
                order: little-swap
                scale: 0.1
                offset: -40
                accuracy:
                  {reading: 1 %, span: 0.5 %, absolute: 0.2, resolution: 0.05,
                   calibrated: 2026-03-01, until: 2027-03-01}
                plausible: -40 .. 125.5
              - {metric: psu_fan_speed_rpm, each: {fan: [0, 1]}, address: 0x20, stride: 4, type: uint16}
              - {metric: device_info, labels: {register: model}, address: 0x30, type: string, length: 4}
              - {metric: cdu_alarm, flags: {alarm: {hot: 0, cold: 15}}, address: 0x40}
              - {metric: meter_energy_joules_total, address: 0x50, type: uint32, resettable: true}
            """);
    assertThat(profile.title()).isEqualTo("A unit");
    assertThat(profile.source()).isEqualTo("its manual");
    assertThat(profile.protocol()).isEqualTo(new Profile.Modbus(50, 3, Duration.ofMillis(5)));
    assertThat(profile.points()).hasSize(7);
    assertThat(profile.points().get(0))
        .isEqualTo(
            new Point(
                "sensor_temperature_celsius",
                Map.of("sensor", "board"),
                new ModbusSource(
                    Table.INPUT, 0x10, new Format.Whole(2, true, WordOrder.LITTLE_SWAP)),
                new Scaling(0.1, -40),
                "°C",
                Point.Kind.GAUGE,
                0,
                Optional.of(new Point.Range(-40, 125.5)),
                new Specification(
                    0.01,
                    0.2 + 0.005 * 165.5,
                    0.05,
                    false,
                    Optional.of(LocalDate.of(2026, 3, 1)),
                    Optional.of(LocalDate.of(2027, 3, 1)))));
    assertThat(profile.points().get(2).labels()).isEqualTo(Map.of("fan", "1"));
    assertThat(source(profile.points().get(2)).address()).isEqualTo(0x24);
    assertThat(profile.points().get(3).kind()).isEqualTo(Point.Kind.INFO);
    assertThat(source(profile.points().get(3)).format())
        .isEqualTo(new Format.Characters(4, WordOrder.BIG));
    assertThat(profile.points().get(5).labels()).isEqualTo(Map.of("alarm", "cold"));
    assertThat(source(profile.points().get(5)).format()).isEqualTo(new Format.Bits(1, 15, 1));
    assertThat(profile.points().get(6).specification().resettable()).isTrue();
    assertThat(profile.points().get(6).counterBits()).isEqualTo(32);
  }

  @Test
  void accuracyThatCannotBeMeantIsToldWithItsPlace() {
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {}
                points:
                  - {metric: meter_power_watts, address: 1, type: uint16, accuracy: {}}
                  - {metric: meter_voltage_volts, address: 2, type: uint16, accuracy: {span: 1 %}}
                  - metric: meter_current_amperes
                    address: 3
                    type: uint16
                    resettable: true
                    accuracy: {absolute: -1, resolution: wide, calibrated: 2026-13-01}
                  - metric: meter_frequency_hertz
                    address: 4
                    type: uint16
                    accuracy: {reading: -1 %, calibrated: 2026-03-02, until: 2026-03-01}
                """))
        .containsExactly(
            "4:69 points[0].accuracy: has at least one of reading, span, absolute and resolution",
            "5:78 points[1].accuracy.span: is a share of the plausible range: give 'plausible' as"
                + " well",
            "9:17 points[2].resettable: only a counter can be set back",
            "10:26 points[2].accuracy.absolute: must not be negative",
            "10:42 points[2].accuracy.resolution: expected a number, not 'wide'",
            "10:60 points[2].accuracy.calibrated: expected a day such as 2026-03-01, not"
                + " '2026-13-01'",
            "14:25 points[3].accuracy.reading: expected a percentage such as 1 %, not '-1 %'",
            "14:62 points[3].accuracy.until: is before the day of the calibration");
  }

  @Test
  void everyTypeIsUnderstood() throws Exception {
    String[] types = {
      "uint16",
      "int16",
      "uint32",
      "int32",
      "uint48",
      "int48",
      "uint64",
      "int64",
      "uint8",
      "int8",
      "uint8-high",
      "int8-high",
      "float16",
      "float32",
      "float64"
    };
    int[] registers = {1, 1, 2, 2, 3, 3, 4, 4, 1, 1, 1, 1, 1, 2, 4};
    for (int i = 0; i < types.length; i++) {
      Point point = only("{metric: cdu_power_watts, address: 1, type: " + types[i] + "}");
      assertThat(source(point).format().registers()).as(types[i]).isEqualTo(registers[i]);
    }
    assertThat(source(only("{metric: cdu_power_watts, address: 1, type: int8-high}")).format())
        .isEqualTo(new Format.Octet(true, true));
    assertThat(source(only("{metric: cdu_power_watts, address: 1, type: bcd, length: 2}")).format())
        .isEqualTo(new Format.Bcd(2, WordOrder.BIG));
    assertThat(source(only("{metric: device_info, address: 1, type: hex, length: 2}")).format())
        .isEqualTo(new Format.Hex(2));
  }

  @Test
  void bitsOfARegisterAreANumber() throws Exception {
    assertThat(source(only("{metric: cdu_reservoir_low, address: 1, bit: 3}")).format())
        .isEqualTo(new Format.Bits(1, 3, 1));
    assertThat(
            source(only("{metric: sensor_state, address: 1, type: uint32, bit: 4..19}")).format())
        .isEqualTo(new Format.Bits(2, 4, 16));
  }

  @Test
  void coilsAndDiscreteInputsNeedNoType() throws Exception {
    assertThat(source(only("{metric: cdu_leak_detected, table: discrete, address: 1}")))
        .isEqualTo(new ModbusSource(Table.DISCRETE, 1, new Format.Contact()));
  }

  @Test
  void aFractionIsAScale() throws Exception {
    assertThat(only("{metric: cdu_power_watts, address: 1, type: uint16, scale: 1/8}").scaling())
        .isEqualTo(new Scaling(0.125, 0));
  }

  @Test
  void shiftIsAnotherNameForOffset() throws Exception {
    assertThat(only("{metric: cdu_power_watts, address: 1, type: uint16, shift: 3}").scaling())
        .isEqualTo(new Scaling(1, 3));
  }

  @Test
  void countersKnowTheWidthAtWhichTheyWrap() throws Exception {
    String counter = "{metric: meter_energy_joules_total, address: 1, type: ";
    assertThat(only(counter + "uint32}").counterBits()).isEqualTo(32);
    assertThat(only(counter + "uint16}").counterBits()).isEqualTo(16);
    assertThat(only(counter + "float32}").counterBits()).isZero();
    assertThat(only("{metric: cdu_power_watts, address: 1, type: uint32}").counterBits()).isZero();
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsPlace() {
    assertThat(
            mistakes(
                """
                profile: x
                tittle: y
                modbus: {max-registers: 126, max-gap: -1, pause: soon, retries: 3}
                points:
                  - {metric: cdu_pump_sped_rpm, address: 1, type: uint16}
                  - {metric: cdu_power_watts, adress: 2, type: uint16}
                  - {metric: cdu_power_watts, address: 65536, type: uint61}
                  - {metric: cdu_total_power_watts, address: 2, type: uint16, scale: 0, plausible: 5 .. 1}
                  - {metric: cdu_pump_speed_rpm, labels: {pmup: 1}, address: 3, type: uint16}
                  - {metric: cdu_alarm, address: 4, flags: {alarm: {hot: 16}}, order: middle}
                """))
        .containsExactly(
            "2:1 tittle: unknown key. Did you mean 'title'?",
            "3:25 modbus.max-registers: must be between 1 and 125, not 126",
            "3:39 modbus.max-gap: must be between 0 and 125, not -1",
            "3:50 modbus.pause: expected a duration such as 500ms, 1s, 15m or 4h, not 'soon'",
            "3:56 modbus.retries: unknown key. Valid are max-registers, max-gap, pause, addresses.",
            "5:14 points[0].metric: there is no metric 'cdu_pump_sped_rpm'."
                + " Did you mean 'cdu_pump_speed_rpm'?",
            "6:5 points[1]: the key 'address' is missing here",
            "6:31 points[1].adress: unknown key. Did you mean 'address'?",
            "7:5 points[2]: cdu_power_watts is read twice, first at line 6:"
                + " labels tell points apart",
            "7:40 points[2].address: must be between 0 and 65535, not 65536",
            "7:53 points[2].type: 'uint61' is not valid here. Did you mean 'uint16'?",
            "8:70 points[3].scale: expected a number other than 0, such as 0.1 or 1/1024, not '0'",
            "8:84 points[3].plausible: the range 5.0 .. 1.0 is upside down",
            "9:49 points[4].labels.pmup: cdu_pump_speed_rpm has no label 'pmup'."
                + " Did you mean 'pump'?",
            "10:58 points[5].flags.alarm.hot: must be between 0 and 15, not 16",
            "10:71 points[5].order: 'middle' is not valid here. Valid are big, little, big-swap, little-swap.");
  }

  @Test
  void moreMistakesAreToldWithTheirPlace() {
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {}
                points:
                  - {metric: cdu_power_watts, address: 1, type: string, length: 2}
                  - {metric: device_info, address: 1, type: uint16}
                  - {metric: device_info, labels: {register: a}, address: 1, type: string}
                  - {metric: cdu_input_voltage_volts, address: 1, type: uint16, length: 2, stride: 1}
                  - {metric: cdu_fan_speed_rpm, each: {fan: [1], pump: [2]}, address: 1, type: uint16}
                  - {metric: cdu_leak_detected, table: coil, address: 1, type: uint16}
                  - {metric: cdu_reservoir_low, address: 1, bit: 16}
                  - {metric: sensor_state, address: 1, bit: high}
                  - {metric: cdu_total_power_watts, address: 65535, type: uint32}
                  - {metric: meter_power_watts, address: 1, type: uint16, accuracy: {reading: 1, foo: 2}}
                  - {metric: meter_voltage_volts, address: 1, type: uint16, plausible: 0-400, offset: 1, shift: 2}
                """))
        .containsExactly(
            "4:14 points[0].metric: is a number, no text",
            "5:14 points[1].metric: is a text: use the type string or hex",
            "6:5 points[2]: the key 'length' is missing here",
            "7:73 points[3].length: is only for string, hex and bcd",
            "7:84 points[3].stride: only has a meaning beside 'each'",
            "8:39 points[4].each: names one label, such as {pump: [1, 2, 3, 4]}",
            "8:56 points[4].each.pump: cdu_fan_speed_rpm has no label 'pump'. Valid are fan.",
            "9:64 points[5].type: has no meaning for single bits",
            "10:50 points[6].bit: the bits of these registers are 0 to 15, at most 32 of them",
            "11:45 points[7].bit: expected a bit or bits such as 3 or 4..7, not 'high'",
            "12:5 points[8]: the addresses from 65535 on are not all between 0 and 65535",
            "13:79 points[9].accuracy.reading: expected a percentage such as 1 %, not '1'",
            "13:82 points[9].accuracy.foo: unknown key. Valid are reading, span, absolute,"
                + " resolution, calibrated, until.",
            "14:72 points[10].plausible: expected a range such as 0 .. 400, not '0-400'",
            "14:97 points[10].shift: is the same as 'offset': give one of them");
  }

  @Test
  void aPointLongerThanARequestOfTheDeviceIsAMistake() {
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {max-registers: 4}
                points:
                  - {metric: device_info, labels: {register: a}, address: 1, type: string, length: 5}
                """))
        .containsExactly("4:5 points[0]: takes 5 registers, more than max-registers: 4");
  }

  @Test
  void oneBasedAddressesAreThoseOfTheWirePlusOne() throws Exception {
    Profile profile =
        load(
            """
            profile: x
            modbus: {addresses: one-based}
            points:
              - {metric: cdu_power_watts, address: 1, type: uint16}
              - {metric: cdu_supply_temperature_celsius, address: 65536, type: int16}
            """);
    assertThat(profile.points().stream().map(p -> source(p).address())).containsExactly(0, 65_535);
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {addresses: one-based}
                points:
                  - {metric: cdu_power_watts, address: 0, type: uint16}
                """))
        .singleElement()
        .asString()
        .contains("4:40 points[0].address");
  }

  @Test
  void pointHasAnIntervalOfItsOwn() throws Exception {
    assertThat(only("{metric: cdu_power_watts, address: 7, type: uint16}").interval()).isEmpty();
    assertThat(
            only("{metric: cdu_power_watts, address: 7, type: uint16, interval: 15s}").interval())
        .contains(Duration.ofSeconds(15));
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {}
                points:
                  - {metric: cdu_power_watts, address: 7, type: uint16, interval: 1ms}
                """))
        .singleElement()
        .asString()
        .contains("must be between 50ms and 1d, not 1ms");
  }

  @Test
  void identificationIsOneTextOrSeveral() throws Exception {
    Profile profile =
        load(
            """
            profile: x
            modbus: {}
            points:
              - {metric: device_info, identification: [vendor-name, product-code, revision]}
              - {metric: device_info, labels: {register: model}, identification: model-name, interval: 1h}
            """);
    assertThat(profile.points().stream().map(p -> p.source() + " " + p.labels().get("register")))
        .containsExactly(
            "identification vendor-name vendor-name",
            "identification product-code product-code",
            "identification revision revision",
            "identification model-name model");
    assertThat(profile.points().stream().map(Point::interval))
        .containsExactly(
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofHours(1)));
  }

  @Test
  void identificationIsNoNumberAndHasNoAddress() {
    assertThat(
            mistakes(
                """
                profile: x
                modbus: {}
                points:
                  - {metric: device_info, identification: vendor, address: 3}
                  - {metric: cdu_power_watts, identification: revision}
                """))
        .hasSize(3)
        .anySatisfy(
            told -> assertThat(told).contains("'vendor' is not valid here. Valid are vendor-name"))
        .anySatisfy(told -> assertThat(told).contains("has no meaning beside 'identification'"))
        .anySatisfy(told -> assertThat(told).contains("is a number"));
  }

  @Test
  void bitsAndFlagsHeedTheOrderOfTheirRegisters() throws Exception {
    Point bits =
        only(
            "{metric: cdu_power_watts, address: 7, type: uint32, order: little-swap, bit: 20..23}");
    assertThat(source(bits).format()).isEqualTo(new Format.Bits(2, 20, 4, WordOrder.LITTLE_SWAP));
  }

  @Test
  void precisionDividesByAPowerOfTwo() throws Exception {
    Point point =
        only(
            "{metric: cdu_power_watts, address: 7, type: int16, precision: 7, scale: 2, shift: 1}");
    assertThat(point.scaling()).isEqualTo(new Scaling(2.0 / 128, 1));
  }
}
