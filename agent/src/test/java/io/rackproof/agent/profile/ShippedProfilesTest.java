package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every profile of the jar. */
class ShippedProfilesTest {

  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final Profiles PROFILES = new Profiles(CATALOGUE);

  @TempDir private Path directory;

  static List<String> names() {
    return Profiles.SHIPPED;
  }

  @Test
  void theListNamesTheFilesOfTheJar() throws IOException, URISyntaxException {
    URI one =
        Objects.requireNonNull(Profiles.class.getResource("apc-rpdu2.yaml"), "in the jar").toURI();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(Path.of(one).getParent()))) {
      assertThat(files.map(f -> String.valueOf(f.getFileName())).filter(f -> f.endsWith(".yaml")))
          .containsExactlyInAnyOrderElementsOf(
              Profiles.SHIPPED.stream().map(name -> name + ".yaml").toList());
    }
    assertThat(Profiles.SHIPPED).isSorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachSaysWhatItIsAndWhereTheKnowledgeComesFrom(String name) {
    Profile profile = PROFILES.shipped(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.title()).isNotEqualTo(name);
    assertThat(profile.source()).isNotEmpty();
    assertThat(profile.points()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void energyMetersOfRackPdusAreMarkedAsResettable(String name) {
    for (Point point : PROFILES.shipped(name).points()) {
      // That of the NetShelter Advanced cannot be set back: it has another one for that.
      if (point.metric().startsWith("pdu_")
          && point.metric().endsWith("_joules_total")
          && !name.equals("apc-cpdu")) {
        assertThat(point.specification().resettable()).as("%s", point).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatShowPrintsReadsAsTheSamePoints(String name) throws Exception {
    Path file = directory.resolve("shown.yaml");
    Files.writeString(file, ShippedText.resolved(name));
    Profile shown = PROFILES.file(file);
    Profile shipped = PROFILES.shipped(name);
    assertThat(shown.points().stream().map(ShippedProfilesTest::identity))
        .containsExactlyElementsOf(
            shipped.points().stream().map(ShippedProfilesTest::identity).toList());
    assertThat(shown.protocol().key()).isEqualTo(shipped.protocol().key());
  }

  private static String identity(Point point) {
    return point.metric() + point.labels() + point.source() + point.scaling() + point.plausible();
  }

  @Test
  void aProfileThatExtendsAnotherHasItsOwnPointsFirst() throws Exception {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        profile: mine
        extends: raritan-px
        snmp: {}
        points:
          - {metric: pdu_load_state, oid: 1.3.6.1.4.1.1.0}
          - {metric: switch_uptime_seconds, oid: 1.3.6.1.6.3.10.2.1.3.0}
        """);
    Profile mine = PROFILES.file(file);
    assertThat(mine.points()).hasSize(PROFILES.shipped("raritan-px").points().size() + 1);
    assertThat(mine.points().get(0).metric()).isEqualTo("pdu_load_state");
    assertThat(mine.points())
        .filteredOn(p -> p.metric().equals("switch_uptime_seconds"))
        .singleElement()
        .satisfies(p -> assertThat(p.source()).hasToString("1.3.6.1.6.3.10.2.1.3.0"));
  }

  @Test
  void aBaseThatIsNotShippedOrSpeaksAnotherProtocolIsAMistakeAtItsPlace() throws Exception {
    assertThat(mistakes("extends: raritan-px2\nsnmp: {}"))
        .containsExactly(
            "mine.yaml:2:10: extends: there is no shipped profile 'raritan-px2'. Did you mean"
                + " 'raritan-px'?");
    assertThat(mistakes("extends: ocp-orv3-rpu\nsnmp: {}"))
        .containsExactly(
            "mine.yaml:2:10: extends: 'ocp-orv3-rpu' is read over modbus, this profile over snmp");
  }

  private List<String> mistakes(String keys) throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(
        file,
        "profile: mine\n"
            + keys
            + "\npoints:\n  - {metric: pdu_load_state, oid: 1.3.6.1.4.1.1.0}\n");
    try {
      PROFILES.file(file);
      return List.of();
    } catch (InvalidDocumentException e) {
      return e.problems().stream()
          .map(Problem::toString)
          .map(p -> p.substring(p.indexOf("mine.yaml")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyLabelIsOneThatTheCatalogueGivesTheMetric(String name) {
    for (Point point : PROFILES.shipped(name).points()) {
      Metric metric = CATALOGUE.metric(point.metric()).orElseThrow();
      assertThat(metric.labels()).containsAll(point.labels().keySet());
    }
  }
}
