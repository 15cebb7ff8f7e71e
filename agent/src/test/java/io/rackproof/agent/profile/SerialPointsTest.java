package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.serial.Checksum;
import io.rackproof.agent.device.serial.Expression;
import io.rackproof.agent.device.serial.Octets;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.serial.SerialSource;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialPointsTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir private Path directory;

  private Profile read(String text) throws Exception {
    Files.writeString(directory.resolve("device.yaml"), text);
    return PROFILES.load(
        YamlFile.parse("rack.yaml", "profile: device.yaml\n", new Problems()).require("profile"),
        directory.resolve("rack.yaml"));
  }

  @Test
  void allDefaults() throws Exception {
    Profile profile =
        read(
            """
            profile: x
            serial: {}
            points: [{metric: meter_power_watts, prompt: "P?"}]
            """);
    assertThat(profile.protocol())
        .isEqualTo(new Profile.Serial(SerialDialogue.LINES, Optional.empty()));
    assertThat(profile.points())
        .containsExactly(
            new Point(
                "meter_power_watts",
                Map.of(),
                new SerialSource("P?", new SerialSource.Whole(), Map.of()),
                Scaling.NONE,
                "W",
                Point.Kind.GAUGE,
                0,
                Optional.empty()));
  }

  @Test
  void documentedProfileIsReadWithAllItsKeys() throws Exception {
    String document =
        Files.readString(Path.of(System.getProperty("rackproof.root"), "docs/profiles-serial.md"));
    String yaml = document.substring(document.indexOf("```yaml\n") + 8);
    Profile profile = read(yaml.substring(0, yaml.indexOf("```")));
    assertThat(profile.protocol())
        .isEqualTo(
            new Profile.Serial(
                new SerialDialogue(
                    false,
                    "\r\n",
                    new SerialDialogue.Terminated("\r\n"),
                    Optional.empty(),
                    false,
                    Duration.ofMillis(20),
                    SerialDialogue.DEFAULT_SILENT_AFTER),
                Optional.of(9600)));
    List<Point> points = profile.points();
    assertThat(points.get(0).kind()).isEqualTo(Point.Kind.INFO);
    assertThat(points.get(0).labels()).isEqualTo(Map.of("register", "identity"));
    assertThat(points.get(2).source())
        .isEqualTo(new SerialSource("T?", new SerialSource.Field(2, ","), Map.of()));
    assertThat(points.get(2).plausible()).contains(new Point.Range(-40, 150));
    assertThat(((SerialSource) points.get(3).source()).words())
        .isEqualTo(Map.of("YES", 1.0, "NO", 0.0));
    assertThat(points.get(3).source()).hasToString("'L?' /LEAK=(\\w+)/");
  }

  @Test
  void separatorScaleOffsetAndCounterWidthAreTaken() throws Exception {
    Point point =
        read("""
                profile: x
                serial: {}
                points:
                  - {metric: meter_energy_joules_total, prompt: "E?", field: 3, separator: ";", scale: 3600, offset: 5, counter-bits: 32}
                """)
            .points()
            .get(0);
    assertThat(point.source())
        .isEqualTo(new SerialSource("E?", new SerialSource.Field(3, ";"), Map.of()));
    assertThat(point.scaling()).isEqualTo(new Scaling(3600, 5));
    assertThat(point.counterBits()).isEqualTo(32);
  }

  @Test
  void shippedPowerAnalyzerReadsAllItsMetricsInBaseUnits() {
    Profile profile = PROFILES.shipped("scpi-power-analyzer");
    List<String> meter =
        Catalogue.load().names().stream().filter(name -> name.startsWith("meter_")).toList();
    assertThat(profile.points()).extracting(Point::metric).containsAll(meter);
    assertThat(profile.points())
        .filteredOn(point -> point.metric().equals("meter_energy_joules_total"))
        .allMatch(point -> point.scaling().apply(2) == 7200);
    assertThat(profile.points())
        .filteredOn(point -> point.metric().endsWith("distortion_ratio"))
        .allMatch(point -> point.scaling().apply(1.5) == 0.015);
  }

  @Test
  void allKeysOfTheSectionAreTaken() throws Exception {
    Profile asked =
        read(
            """
            profile: x
            serial:
              talks: when-asked
              terminator: ""
              length: 9
              start: "\\xaa\\x55"
              checksum: {type: crc16-modbus, order: big}
              echo: true
              pause: 5ms
              baud: 2400
              data-bits: 7
              parity: even
              stop-bits: 2
            points:
              - {metric: meter_power_watts, prompt: "\\x01", frame: "^\\xaa", byte: 2, type: uint16, order: little, fraction: {byte: 4, scale: 0.1}}
              - {metric: sensor_state, labels: {sensor: a}, prompt: "\\x02", byte: 5, type: uint8, bit: 3}
              - {metric: sensor_temperature_celsius, prompt: "\\x02", byte: 5, type: bcd, length: 2}
            """);
    assertThat(asked.protocol())
        .isEqualTo(
            new Profile.Serial(
                new SerialDialogue(
                    false,
                    "",
                    new SerialDialogue.Fixed("\u00aaU", 9),
                    Optional.of(new Checksum(Checksum.Kind.CRC16_MODBUS, false, false, "", "")),
                    true,
                    Duration.ofMillis(5),
                    SerialDialogue.DEFAULT_SILENT_AFTER),
                Optional.of(2400),
                7,
                SerialLink.Parity.EVEN,
                2));
    assertThat(asked.points())
        .extracting(Point::source)
        .containsExactly(
            new SerialSource(
                "\u0001",
                Optional.of(Expression.of("^\u00aa")),
                new Octets(
                    2, Octets.Type.UINT16, 2, true, -1, Optional.of(new Octets.Fraction(4, 0.1))),
                Map.of()),
            new SerialSource(
                "\u0002",
                new Octets(5, Octets.Type.UINT8, 1, false, 3, Optional.empty()),
                Map.of()),
            new SerialSource(
                "\u0002",
                new Octets(5, Octets.Type.BCD, 2, false, -1, Optional.empty()),
                Map.of()));
    Profile streams =
        read(
            """
            profile: x
            serial: {talks: unasked, answer-terminator: "\\r", checksum: {type: xor8, form: hex, after: "$", before: "*"}, silent-after: 3s}
            points: [{metric: sensor_temperature_celsius, pattern: '(?<value>.*) (?<sensor>\\w+)'}]
            """);
    assertThat(((Profile.Serial) streams.protocol()).dialogue())
        .isEqualTo(
            new SerialDialogue(
                true,
                "\n",
                new SerialDialogue.Terminated("\r"),
                Optional.of(new Checksum(Checksum.Kind.XOR8, true, false, "$", "*")),
                false,
                Duration.ZERO,
                Duration.ofSeconds(3)));
    assertThat(streams.points().get(0).source().isTable()).isTrue();
  }

  @Test
  void everyMistakeIsToldAtItsPlace() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    profile: x
                    serial: {talks: unasked, pause: 1s, length: 4, checksum: {type: crc32}}
                    points:
                      - {metric: sensor_temperature_celsius, prompt: "T?", pattern: "(.*)"}
                      - {metric: sensor_humidity_ratio, byte: 3, type: uint16}
                      - {metric: sensor_ratio, pattern: "(.*)", group: x, field: 2}
                      - {metric: sensor_state, frame: "(", separator: ";"}
                    """))
        .hasMessageContaining(
            "device.yaml:2:33: serial.pause: nothing is sent to what talks unasked")
        .hasMessageContaining("'crc32' is not valid here.")
        .hasMessageContaining("frames that come unasked need a 'start' to be found")
        .hasMessageContaining("points[0].prompt: nothing is sent to what talks unasked")
        .hasMessageContaining("points[1]: give 'frame' or 'pattern'")
        .hasMessageContaining("points[1].byte: frames end at byte 3")
        .hasMessageContaining("there is a 'field' already")
        .hasMessageContaining("not a regular expression")
        .hasMessageContaining("points[3].separator: has a meaning only beside 'field'");
  }
}
