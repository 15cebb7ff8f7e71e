package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  private static final Figures FIGURES = Figures.in(Language.EN);

  @ParameterizedTest
  @CsvSource({
    "12.3456, 4.2, kW, 12.3_kW",
    "132.0412, -0.0412, kW, 132.041_kW",
    "78.4, 1.6, %, 78.4_%",
    "0, 0, '', 0",
    "20, -20, '', 20",
    "4199.6, 800.4, rpm, 4200_rpm",
    "1234567.8, 300000, W, 1~234~568_W",
    "-3.25, 1.25, K, −3.2_K",
    "0.000412, 0.0002, W, 0.00041_W",
  })
  void valueIsAsPreciseAsItsMarginAsks(double value, double margin, String unit, String text) {
    assertThat(FIGURES.quantity(OptionalDouble.of(value), OptionalDouble.of(margin), unit))
        .isEqualTo(text.replace('_', '\u00A0').replace('~', '\u202F'));
  }

  @Test
  void nothingMeasuredIsADash() {
    assertThat(FIGURES.quantity(OptionalDouble.empty(), OptionalDouble.empty(), "kW"))
        .isEqualTo("–");
    assertThat(FIGURES.difference(OptionalDouble.of(Double.POSITIVE_INFINITY), "kW"))
        .isEqualTo("∞\u00A0kW");
  }

  @Test
  void shareIsOnlyWholeWhenItIs() {
    assertThat(FIGURES.percent(1)).isEqualTo("100\u00A0%");
    assertThat(FIGURES.percent(0.99999)).isEqualTo("> 99.9\u00A0%");
    assertThat(FIGURES.percent(0.00001)).isEqualTo("< 0.1\u00A0%");
    assertThat(FIGURES.percent(0.955)).isEqualTo("95.5\u00A0%");
    assertThat(FIGURES.percent(0)).isEqualTo("0\u00A0%");
  }

  @Test
  void durationIsInWordsOfItsSize() {
    assertThat(FIGURES.duration(8_400)).isEqualTo("8.4 s");
    assertThat(FIGURES.duration(750_000)).isEqualTo("12 min 30 s");
    assertThat(FIGURES.duration(3_900_000)).isEqualTo("1 h 5 min");
  }

  @Test
  void ratioOfBitErrorsIsToldWithItsPowerOfTen() {
    assertThat(FIGURES.quantity(OptionalDouble.of(6.246e-15), OptionalDouble.of(9.9e-13), ""))
        .isEqualTo("6.2e−15");
    assertThat(FIGURES.difference(OptionalDouble.of(-9.9e-13), "")).isEqualTo("−9.9e−13");
  }
}
