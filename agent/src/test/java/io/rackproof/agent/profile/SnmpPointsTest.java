package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnmpPointsTest {

  private static final Catalogue CATALOGUE = Catalogue.load();

  private static List<Point> points(String text) throws InvalidDocumentException {
    Problems problems = new Problems();
    List<Point> points =
        SnmpPoints.read(YamlFile.parse("mine.yaml", text, problems).require("points"), CATALOGUE);
    problems.throwIfAny();
    return points;
  }

  private static List<String> mistakes(String text) throws InvalidDocumentException {
    Problems problems = new Problems();
    SnmpPoints.read(YamlFile.parse("mine.yaml", text, problems).require("points"), CATALOGUE);
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void aPointOfNothingButAnObjectHasTheDefaults() throws Exception {
    Point point = points("points: [{metric: pdu_load_state, oid: .1.3.6.1.4.1.1.0}]").get(0);
    assertThat(point.kind()).isEqualTo(Point.Kind.STATE);
    assertThat(point.unit()).isEqualTo("1");
    assertThat(point.scaling()).isEqualTo(Scaling.NONE);
    assertThat(point.labels()).isEmpty();
    assertThat(point.plausible()).isEmpty();
    Variant variant = ((SnmpSource.Scalar) point.source()).variants().get(0);
    assertThat(variant).isEqualTo(Variant.of(variant.oid()));
    assertThat(point.source()).hasToString("1.3.6.1.4.1.1.0");
  }

  @Test
  void aPointWithEveryKeyHasThem() throws Exception {
    List<Point> points =
        points(
            """
            points:
              - metric: pdu_phase_current_amperes
                labels: {phase: L1}
                plausible: -0.5 .. 2e2
                oid: 1.3.6.1.4.1.1.0
                scale: 0.1
                offset: 2
                not-available: [-1, 65535]
              - metric: pdu_phase_load_state
                labels: {phase: L1}
                oid: 1.3.6.1.4.1.1.1
                states: {1: 0, 2: 1, default: 9}
            """);
    Point current = points.get(0);
    assertThat(current.labels()).isEqualTo(Map.of("phase", "L1"));
    assertThat(current.plausible()).contains(new Point.Range(-0.5, 200));
    assertThat(current.scaling()).isEqualTo(new Scaling(0.1, 2));
    assertThat(((SnmpSource.Scalar) current.source()).variants().get(0).unavailable())
        .containsExactlyInAnyOrder(-1.0, 65535.0);
    Variant.States states =
        ((SnmpSource.Scalar) points.get(1).source()).variants().get(0).states().orElseThrow();
    assertThat(states.values()).isEqualTo(Map.of(1.0, 0.0, 2.0, 1.0));
    assertThat(states.otherwise()).hasValue(9);
  }

  @Test
  void aTableGivesItsPointsColumnsLabelsAndWhatTheirRowsSay() throws Exception {
    List<Point> points =
        points(
            """
            points:
              - table: 1.3.6.1.4.1.9
                labels: {sensor: "{7|index}"}
                decimals: 3
                prefix: 1.3.6.1.5.2
                available: {5: "1"}
                not-available: -999
                points:
                  - {metric: sensor_power_watts, column: 4, where: {1: "6", sensor: ".*W"}}
                  - {metric: sensor_temperature_celsius, first-of: [4, {column: 1.3.6.1.5.8, scale: 10}]}
            """);
    SnmpSource.Column power = (SnmpSource.Column) points.get(0).source();
    SnmpSource.Column temperature = (SnmpSource.Column) points.get(1).source();
    assertThat(power.table()).isSameAs(temperature.table());
    assertThat(power.table().decimals()).hasToString("Optional[1.3.6.1.4.1.9.3]");
    assertThat(power.table().prefix()).hasToString("Optional[1.3.6.1.5.2]");
    assertThat(power.variants().get(0).where()).hasSize(2);
    assertThat(temperature.variants())
        .extracting(v -> v.oid().dotted())
        .containsExactly("1.3.6.1.4.1.9.4", "1.3.6.1.5.8");
    assertThat(temperature.variants())
        .allSatisfy(v -> assertThat(v.unavailable()).contains(-999.0));
    assertThat(temperature.except()).isEqualTo(power.variants());
  }

  @Test
  void allMistakesAreToldAtOnceWithTheirPlaces() throws Exception {
    assertThat(
            mistakes(
                """
                points:
                  - {metric: pdu_input_power_wats, oid: 1.3.6.1.0}
                  - {metric: pdu_load_state, oid: 1.3.six, scal: 2}
                  - {metric: sensor_state, labels: {senser: a}, oid: 1.3.6.1.1, scale: 0}
                  - table: 1.3.6.1.4.1.9
                    labels: {phase: "L{three}"}
                    points:
                      - {metric: pdu_phase_current_amperes, column: 5, where: {4: "(", fase: "x"}}
                      - {metric: pdu_phase_voltage_volts}
                      - {metric: pdu_outlet_state, column: 2, states: {on: 1}}
                """))
        .satisfiesExactly(
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:2:14: points[0].metric:")
                    .contains("Did you mean 'pdu_input_power_watts'?"),
            m -> assertThat(m).startsWith("mine.yaml:3:35: points[1].oid:").contains("'1.3.six'"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:3:44: points[1].scal:")
                    .contains("Did you mean 'scale'?"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:4:14:")
                    .contains("no label 'senser'")
                    .contains("Did you mean 'sensor'?"),
            m -> assertThat(m).startsWith("mine.yaml:4:72: points[2].scale:"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:6:21: points[3].labels.phase:")
                    .contains("'three'"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:6:21:")
                    .contains("pdu_outlet_state has no label 'phase'"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:8:67: points[3].points[0].where.4:")
                    .contains("no pattern"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:8:78: points[3].points[0].where.fase:")
                    .contains("Did you mean 'phase'?"),
            m ->
                assertThat(m)
                    .startsWith("mine.yaml:9:9: points[3].points[1]:")
                    .contains("'column' is missing"),
            m -> assertThat(m).contains("points[3].points[2].states.on:").contains("'default'"));
  }

  @Test
  void namedGroupsMustBeLabelsOfTheMetric() throws Exception {
    assertThat(
            mistakes(
                """
                points:
                  - table: 1.3.6.1.4.1.9
                    labels: {sensor: "{7}"}
                    points:
                      - {metric: sensor_power_watts, column: 4, where: {sensor: "(?<port>.*)"}}
                """))
        .singleElement()
        .asString()
        .startsWith("mine.yaml:5:")
        .contains("sensor_power_watts has no label 'port'");
  }

  @Test
  void twoScalarsOfOneSeriesAreAMistake() throws Exception {
    assertThat(
            mistakes(
                """
                points:
                  - {metric: pdu_load_state, oid: 1.3.6.1.0}
                  - {metric: pdu_load_state, oid: 1.3.6.1.1}
                """))
        .singleElement()
        .asString()
        .startsWith("mine.yaml:3:5:")
        .contains("first-of");
  }

  @Test
  void aProfileWithoutPointsIsAMistake() throws Exception {
    assertThat(mistakes("points: []")).singleElement().asString().contains("at least one point");
  }

  @Test
  void anAccuracyStandsAtThePointOrAtItsChoices() throws Exception {
    assertThat(
            mistakes(
                """
                points:
                  - table: 1.3.6.1.4.1.1.2.1
                    labels: {sensor: "{index}"}
                    points:
                      - metric: sensor_temperature_celsius
                        accuracy: {absolute: 1}
                        first-of: [{column: 1, accuracy: {absolute: 2}}, 2]
                """))
        .singleElement()
        .asString()
        .startsWith("mine.yaml:7:")
        .contains("the point has an accuracy: give it there or for each choice, not both");
  }

  @Test
  void labelsOfTwinsAreThoseOfTheMetric() throws Exception {
    assertThat(
            mistakes(
                """
                points:
                  - table: 1.3.6.1.4.1.1.2.1
                    labels: {}
                    twins: {inlet: "{2}", phase: "{2"}
                    points:
                      - {metric: pdu_input_power_watts, column: 1, without: [phase]}
                      - {metric: pdu_phase_power_watts, column: 1}
                """))
        .hasSize(2)
        .anyMatch(m -> m.contains("has a brace without its other half"))
        .anyMatch(m -> m.contains("pdu_phase_power_watts has no label 'inlet'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apc-rpdu2", "raritan-px", "generic-switch"})
  void theShippedProfilesAreFreeOfMistakes(String name) {
    Profile profile = new Profiles(CATALOGUE).shipped(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.protocol()).isInstanceOf(Profile.Snmp.class);
    assertThat(profile.points()).hasSizeGreaterThan(10);
  }
}
