package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Scaling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialCodecTest {

  private static Outcome decode(String answer, SerialSource.Part part, Point.Kind kind) {
    SerialSource source = new SerialSource("?", part, Map.of("ON", 1.0, "OFF", 0.0));
    Point point = new Point("x", Map.of(), source, Scaling.NONE, "1", kind, 0, Optional.empty());
    List<SerialCodec.Row> rows = SerialCodec.decode(answer, point, source);
    assertThat(rows).hasSize(1);
    return rows.get(0).outcome();
  }

  private static Outcome number(String answer) {
    return decode(answer, new SerialSource.Whole(), Point.Kind.GAUGE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "12, 12",
    "-3, -3",
    "+7, 7",
    "3.25, 3.25",
    "-.5, -0.5",
    "4., 4",
    "2.4012E+02, 240.12",
    "-1e-3, -0.001",
    "' 5 ', 5",
    "'5\r', 5",
    "ON, 1",
    "OFF, 0"
  })
  void numbersOfAllThreeFormsAndWordsAreRead(String answer, double value) {
    assertThat(number(answer)).isEqualTo(new Value(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9.91E37", "9.91E+37", "9.9E37", "-9.9E+37", "NAN", "INF", "----", "1E999"})
  void whatTheInstrumentMarksAsNoValueIsNotAvailable(String answer) {
    assertThat(number(answer))
        .isInstanceOfSatisfying(
            Missing.class, missing -> assertThat(missing.cause()).isEqualTo(Cause.NOT_AVAILABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 2", "0x10", "1,5", "12V", "E5", "1.2.3", "NaNd", "Infinity2"})
  void anythingElseIsGarbage(String answer) {
    assertThat(number(answer))
        .isInstanceOfSatisfying(
            Missing.class, missing -> assertThat(missing.cause()).isEqualTo(Cause.GARBAGE));
  }

  @Test
  void fieldAndPatternPickTheirPart() {
    assertThat(decode("1; 2;3", new SerialSource.Field(2, ";"), Point.Kind.GAUGE))
        .isEqualTo(new Value(2));
    assertThat(decode("1|2|3", new SerialSource.Field(3, "|"), Point.Kind.GAUGE))
        .isEqualTo(new Value(3));
    assertThat(decode("T=+21.5C", SerialSource.Match.of("T=([-+0-9.]+)C"), Point.Kind.GAUGE))
        .isEqualTo(new Value(21.5));
    assertThat(decode("P=3", SerialSource.Match.of("T=([-+0-9.]+)C"), Point.Kind.GAUGE))
        .isInstanceOfSatisfying(
            Missing.class,
            missing -> assertThat(missing.detail()).isEqualTo("no /T=([-+0-9.]+)C/ in 'P=3'"));
  }

  @Test
  void patternNeedsAGroup() {
    assertThatThrownBy(() -> SerialSource.Match.of("T=.*")).hasMessageContaining("group");
    assertThatThrownBy(() -> SerialSource.Match.of("T=("))
        .hasMessageContaining("regular expression");
  }

  @Test
  void textKeepsItsCharactersAndShowsThoseThatCannotBePrinted() {
    assertThat(decode(" ACME,007 ", new SerialSource.Whole(), Point.Kind.INFO))
        .isEqualTo(new Text("ACME,007"));
    assertThat(decode("A\u0001B", new SerialSource.Whole(), Point.Kind.INFO))
        .isEqualTo(new Text("A\\x01B"));
    assertThat(decode("  ", new SerialSource.Whole(), Point.Kind.INFO)).isInstanceOf(Missing.class);
  }

  private static Octets octets(int at, Octets.Type type, int length) {
    return new Octets(at, type, length, false, -1, Optional.empty());
  }

  @Test
  void numbersAtAPlaceAreReadInEveryFormAndOrder() {
    String frame = "\u00fe\u0080\u0001B(\u0000\u0000\u00124 21.5";
    assertThat(decode(frame, octets(0, Octets.Type.UINT8, 1), Point.Kind.GAUGE))
        .isEqualTo(new Value(254));
    assertThat(decode(frame, octets(0, Octets.Type.INT8, 1), Point.Kind.GAUGE))
        .isEqualTo(new Value(-2));
    assertThat(decode(frame, octets(1, Octets.Type.UINT16, 2), Point.Kind.GAUGE))
        .isEqualTo(new Value(0x8001));
    assertThat(decode(frame, octets(1, Octets.Type.INT16, 2), Point.Kind.GAUGE))
        .isEqualTo(new Value(-32767));
    assertThat(
            decode(
                frame,
                new Octets(1, Octets.Type.UINT16, 2, true, -1, Optional.empty()),
                Point.Kind.GAUGE))
        .isEqualTo(new Value(0x0180));
    assertThat(
            decode(
                frame,
                new Octets(1, Octets.Type.UINT16, 2, false, 15, Optional.empty()),
                Point.Kind.STATE))
        .isEqualTo(new Value(1));
    assertThat(decode(frame, octets(3, Octets.Type.FLOAT32, 4), Point.Kind.GAUGE))
        .isEqualTo(new Value(42));
    assertThat(decode(frame, octets(7, Octets.Type.BCD, 2), Point.Kind.GAUGE))
        .isEqualTo(new Value(1234));
    assertThat(decode(frame, octets(9, Octets.Type.TEXT, 5), Point.Kind.GAUGE))
        .isEqualTo(new Value(21.5));
    assertThat(decode(frame, octets(0, Octets.Type.BCD, 2), Point.Kind.GAUGE))
        .isInstanceOf(Missing.class);
    assertThat(decode(frame, octets(13, Octets.Type.UINT16, 2), Point.Kind.GAUGE))
        .isInstanceOfSatisfying(
            Missing.class,
            missing -> assertThat(missing.detail()).isEqualTo("no uint16 at byte 13 in 14 bytes"));
  }

  @Test
  void namedGroupIsTheValueAndOthersAreLabelsOfEachMatch() {
    SerialSource source =
        new SerialSource(
            "",
            new SerialSource.Match(
                Expression.of(",C,(?<value>[^,]*),C,(?<sensor>[^,]*)"), "value", List.of("sensor")),
            Map.of());
    Point point =
        new Point("t", Map.of(), source, Scaling.NONE, "1", Point.Kind.GAUGE, 0, Optional.empty());
    assertThat(source.isTable()).isTrue();
    assertThat(SerialCodec.decode("$YXXDR,C,23.5,C,IN,H,45,P,RH,C,,C,OUT", point, source))
        .extracting(SerialCodec.Row::labels, SerialCodec.Row::part, r -> r.outcome().getClass())
        .containsExactly(
            tuple(Map.of("sensor", "IN"), "23.5", Value.class),
            tuple(Map.of("sensor", "OUT"), "", Missing.class));
  }
}
