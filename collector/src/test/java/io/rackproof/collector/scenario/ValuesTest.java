package io.rackproof.collector.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** Written as {@code time=value}; a sample without a value as {@code time=-}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "5, 0=5.0",
    "5x2, 0=5.0 10=5.0 20=5.0",
    "5+1x2, 0=5.0 10=6.0 20=7.0",
    "5-1.5x2, 0=5.0 10=3.5 20=2.0",
    "-5+1e1x1, 0=-5.0 10=5.0",
    "1e3 .5, 0=1000.0 10=0.5",
    "_ 5, 10=5.0",
    "_x3 5, 30=5.0",
    "5 stale 6, 0=5.0 10=- 20=6.0",
    "5 stalex2, 0=5.0 10=- 20=-",
    "5x30s 6, 0=5.0 10=5.0 20=5.0 30=6.0",
    "5+1x20s, 0=5.0 10=6.0",
    "_x20s 7, 20=7.0",
    "5x9s 6, 0=6.0",
    "5 6x*, 0=5.0 10=6.0 20=6.0 30=6.0 40=6.0",
    "5 6+1x*, 0=5.0 10=6.0 20=7.0 30=8.0 40=9.0"
  })
  void notationIsThatOfPrometheusAndALittleMore(String text, String expected) {
    List<String> samples = new ArrayList<>();
    Values.parse(text, TEN_SECONDS)
        .forEach(
            0,
            50_000,
            TEN_SECONDS,
            (time, value) ->
                samples.add(
                    time / 1000
                        + "="
                        + (value.isPresent() ? Double.toString(value.getAsDouble()) : "-")));
    assertThat(String.join(" ", samples)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "five, 'five' is no run of values",
    "5x, '5x' is no run of values",
    "5+x3, '5+x3' is no run of values",
    "5x10q, '5x10q' ends in no count and no duration",
    "5x* 6, nothing can follow 'x*'",
    "5x99999999999, has more than 10000000 samples"
  })
  void whatIsNoRunIsTold(String text, String told) {
    assertThatThrownBy(() -> Values.parse(text, TEN_SECONDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void seriesAreWrittenAsInPromQl() {
    assertThat(ScriptReader.parse("up").labels()).isEmpty();
    assertThat(ScriptReader.parse("up{}").labels()).isEmpty();
    assertThat(ScriptReader.parse("up{a=\"1\", b=\"x,\\\"y\\\"}\"}").labels())
        .containsEntry("a", "1")
        .containsEntry("b", "x,\"y\"}");
    for (String text :
        List.of("up{a=1}", "up{a=\"1\"", "{a=\"1\"}", "2up", "up{a=\"1\" b=\"2\"}")) {
      assertThatThrownBy(() -> ScriptReader.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a series such as");
    }
  }
}
