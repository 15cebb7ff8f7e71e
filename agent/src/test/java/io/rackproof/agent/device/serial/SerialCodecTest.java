package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Scaling;
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
    return SerialCodec.decode(answer, point, source);
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
}
