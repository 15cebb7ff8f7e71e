package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {

  @ParameterizedTest
  @CsvSource({
    "<= 132 kW, -Infinity, 132, kW",
    "≤ 132 kW, -Infinity, 132, kW",
    "≤132\u202FkW, -Infinity, 132, kW",
    "<= 10\u2009000 rpm, -Infinity, 10000, rpm",
    "≥ −5 °C, -5, Infinity, °C",
    "= 0, 0, 0, ''",
    "== 0, 0, 0, ''",
    "0.5..3 bar, 0.5, 3, bar",
    "0.5 – 3 bar, 0.5, 3, bar",
    "500 mbar .. 3 bar, 0.5, 3, bar",
    "5 % .. 8 %, 5, 8, %",
    "5%..8%, 5, 8, %",
    "18 .. 27 °C, 18, 27, °C",
    "18 °C … 27 ℃, 18, 27, °C",
    "-5 .. .5 K, -5, 0.5, K",
    "1.35 L/min/kW .. 1.5 L/min/kW, 1.35, 1.5, L/min/kW",
    "within 3 % of 130 kW, 126.1, 133.9, kW",
    "within 1 K of 30 °C, 29, 31, °C",
    "within 1 °C of 30 °C, 29, 31, °C",
    "within 500 W of 130 kW, 129.5, 130.5, kW",
    "130 kW ± 3 %, 126.1, 133.9, kW",
    "130 kW ± 2 kW, 128, 132, kW",
    "130 ± 2 kW, 128, 132, kW",
    "130 kW +/- 500 W, 129.5, 130.5, kW",
    "30 °C ± 1 K, 29, 31, °C",
    "100 % ± 5 %, 95, 105, %",
    "1 ± 5 %, 0.95, 1.05, ''",
    "within 5 % of 0.25 L·K/kJ, 0.2375, 0.2625, L*K/kJ",
    "<= 2 m³, -Infinity, 2, m3",
    "<= 2e-4, -Infinity, 2e-4, ''",
  })
  void whatPeopleWriteIsRead(String text, double low, double high, String unit) {
    Limit limit = Limit.parse(text);
    assertThat(limit.low()).isEqualTo(low, offset(1e-9));
    assertThat(limit.high()).isEqualTo(high, offset(1e-9));
    assertThat(limit.unit()).isEqualTo(PlanUnits.parse(unit));
    assertThat(limit.text()).isEqualTo(text.strip());
  }

  @ParameterizedTest
  @CsvSource({
    "<= 5 .. 7 W, unknown unit",
    "5 W .. 7 A, differ in their dimension",
    "7 .. 5 W, is upside down",
    "130 kW ± 3 A, is no tolerance",
    "130 kW ± -3 %, a tolerance is not negative",
    "within 3 % of, is no limit",
    "about 5 W, is no limit",
    "5 W, is no limit",
    "'<= 10,000 rpm', unknown unit",
    "'', is no limit",
  })
  void whatIsNoLimitIsRefused(String text, String told) {
    assertThatThrownBy(() -> Limit.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void boundsAreInsideUnlessWrittenOtherwise() {
    assertThat(Limit.parse("<= 80 %").contains(80)).isTrue();
    assertThat(Limit.parse("< 80 %").contains(80)).isFalse();
    assertThat(Limit.parse(">= 80 %").contains(80)).isTrue();
    assertThat(Limit.parse("> 80 %").contains(80)).isFalse();
    assertThat(Limit.parse("18 .. 27 °C").contains(27)).isTrue();
    assertThat(Limit.none("any").contains(-1e300)).isTrue();
    assertThat(Limit.none("any").isNone()).isTrue();
    assertThat(Limit.parse("<= 80 %").isNone()).isFalse();
  }

  @Test
  void statisticsAreReadWithBlanksAndUnderscores() {
    assertThat(Statistic.parse("Time_outside").kind()).isEqualTo(StatisticKind.TIME_OUTSIDE);
    assertThat(Statistic.parse("longest outside").kind()).isEqualTo(StatisticKind.LONGEST_OUTSIDE);
    assertThat(Statistic.parse("P99.9").share()).isEqualTo(0.999, offset(1e-12));
    assertThat(Statistic.parse("slope").kind().unit(PlanUnits.CELSIUS))
        .isEqualTo(PlanUnits.parse("K/s"));
    assertThat(Statistic.parse("changes").kind().unit(PlanUnits.parse("W")))
        .isEqualTo(PlanUnits.ONE);
  }
}
