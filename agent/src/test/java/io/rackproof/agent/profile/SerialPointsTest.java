package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
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
        .isEqualTo(new Profile.Serial("\n", "\n", Duration.ZERO, Optional.empty()));
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
        .isEqualTo(new Profile.Serial("\r\n", "\r\n", Duration.ofMillis(20), Optional.of(9600)));
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
}
