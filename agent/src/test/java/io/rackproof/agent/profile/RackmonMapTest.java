package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RackmonMapTest {

  private static final Catalogue CATALOGUE = Catalogue.load();

  @TempDir private Path directory;

  private Profile load(String registers) throws Exception {
    Files.writeString(
        directory.resolve("map.json"),
        "{\"name\": \"M\", \"address_range\": [[1, 2]], \"registers\": [\n" + registers + "]}");
    Problems problems = new Problems();
    return new Profiles(CATALOGUE)
        .load(
            YamlFile.parse("rack.yaml", "profile: {rackmon: map.json}", problems)
                .require("profile"),
            directory.resolve("rack.yaml"));
  }

  private Point only(String register) throws Exception {
    List<Point> points = load(register).points();
    assertThat(points).hasSize(1);
    return points.get(0);
  }

  private static Format format(Point point) {
    return ((ModbusSource) point.source()).format();
  }

  @Test
  void aMapIsAModbusProfileThatReadsNothingItDoesNotName() throws Exception {
    Profile profile = load("");
    assertThat(profile.name()).isEqualTo("M");
    assertThat(profile.protocol()).isEqualTo(new Profile.Modbus(120, 0, Duration.ZERO));
  }

  @Test
  void fixedPointNumbersAreScaledAsRackmonDoes() throws Exception {
    Point point =
        only(
            """
            {"begin": 3, "length": 1, "format": "FLOAT", "precision": 4, "sign": true,
             "scale": 0.5, "shift": 10, "endian": "L", "name": "T"}
            """);
    assertThat(point.metric()).isEqualTo("device_register_value");
    assertThat(point.labels()).isEqualTo(Map.of("register", "T"));
    assertThat(point.scaling()).isEqualTo(new Scaling(0.5 / 16, 10));
    assertThat(format(point)).isEqualTo(new Format.Whole(1, true, WordOrder.BIG));
    assertThat(point.kind()).isEqualTo(Point.Kind.GAUGE);
  }

  @Test
  void littleEndianIntegersHaveBothBytesAndRegistersReversed() throws Exception {
    Point point =
        only(
            "{\"begin\": 3, \"length\": 2, \"format\": \"INTEGER\", \"endian\": \"L\", \"name\": \"N\"}");
    assertThat(format(point)).isEqualTo(new Format.Whole(2, false, WordOrder.LITTLE));
  }

  @Test
  void textsAndBytesIdentifyTheDevice() throws Exception {
    List<Point> points =
        load("""
                {"begin": 3, "length": 4, "format": "STRING", "name": "Model"},
                {"begin": 9, "length": 2, "name": "Blob"}
                """)
            .points();
    assertThat(points).extracting(Point::metric).containsOnly("device_info");
    assertThat(points).extracting(Point::kind).containsOnly(Point.Kind.INFO);
    assertThat(format(points.get(0))).isEqualTo(new Format.Characters(4, WordOrder.BIG));
    assertThat(format(points.get(1))).isEqualTo(new Format.Hex(2));
  }

  @Test
  void eachFlagIsAPointOfTheRegisterThatHoldsIt() throws Exception {
    List<Point> points =
        load("""
                {"begin": 16, "length": 4, "format": "FLAGS", "name": "F",
                 "flags": [[0, "Low"], [17, " Middle "], [63, "High"]]}
                """)
            .points();
    assertThat(points)
        .extracting(p -> p.labels().get("flag") + " " + p.source())
        .containsExactly("Low holding 0x0013", "Middle holding 0x0012", "High holding 0x0010");
    assertThat(format(points.get(1))).isEqualTo(new Format.Bits(1, 1, 1));
  }

  @Test
  void registersOfOneNameAreToldApartByTheirAddress() throws Exception {
    List<Point> points =
        load("""
                {"begin": 3, "length": 1, "format": "INTEGER", "name": "A"},
                {"begin": 4, "length": 1, "format": "INTEGER", "name": "B"},
                {"begin": 171, "length": 1, "format": "INTEGER", "name": "A"}
                """)
            .points();
    assertThat(points)
        .extracting(p -> p.labels().get("register"))
        .containsExactly("A@0x0003", "B", "A@0x00ab");
  }

  @Test
  void everyMistakeOfAMapIsToldWithItsPlace() {
    InvalidDocumentException e =
        catchThrowableOfType(
            InvalidDocumentException.class,
            () ->
                load(
                    """
                    {"begin": 70000, "length": 1, "format": "INTEGER", "name": "A"},
                    {"begin": 4, "length": 5, "format": "INTEGER", "name": "B"},
                    {"begin": 4, "length": 1, "format": "INTERGER", "name": "C"},
                    {"begin": 4, "length": 1, "format": "FLOAT"},
                    {"begin": 4, "length": 1, "format": "FLAGS", "name": "D", "flags": [[16, "x"]]}
                    """));
    assertThat(e.problems())
        .extracting(p -> p.line() + ":" + p.column() + " " + p.message())
        .containsExactly(
            "2:11 must be between 0 and 65535, not 70000",
            "3:1 registers must be between 1 and 4, not 5",
            "4:37 'INTERGER' is not valid here. Did you mean 'INTEGER'?",
            "5:1 the key 'name' is missing here",
            "5:1 the key 'precision' is missing here",
            "6:70 must be between 0 and 15, not 16");
  }

  @Test
  void aMapThatIsNotThereIsSaidSo() {
    Problems problems = new Problems();
    InvalidDocumentException e =
        catchThrowableOfType(
            InvalidDocumentException.class,
            () ->
                new Profiles(CATALOGUE)
                    .load(
                        YamlFile.parse("rack.yaml", "profile: {rackmon: none.json}", problems)
                            .require("profile"),
                        directory.resolve("rack.yaml")));
    assertThat(e.getMessage()).contains("none.json").contains("there is no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "orv2_psu.json",
    "orv3_bbu.json",
    "orv3_hpr_psu.json",
    "orv3_power_recv.json",
    "orv3_psu.json",
    "orv3_rpu.json"
  })
  void theMapsOfOpenBmcAreReadAsTheyAre(String name) throws Exception {
    Profile profile = RackmonMap.read(RackmonServer.map(name), CATALOGUE);
    Set<String> series =
        profile.points().stream().map(p -> p.metric() + p.labels()).collect(Collectors.toSet());
    assertThat(profile.points()).isNotEmpty().hasSameSizeAs(series);
    if (name.equals("orv3_rpu.json")) {
      assertThat(series)
          .contains(
              "device_register_value{flag=Y_Filter_Sensor_Status, register=AALC_Sensor_Alarm@0x91ff}",
              "device_register_value{flag=RPU_HSC_Status, register=AALC_Sensor_Alarm@0x9200}");
    }
  }
}
