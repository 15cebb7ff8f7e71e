package io.rackproof.simulator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {

  private final Trace trace =
      Trace.of(10, List.of(new Trace.Change(5, 2, 30), new Trace.Change(20, 0, 4)));

  @Test
  void holdsRampsAndJumps() {
    assertThat(trace.at(-1)).isEqualTo(10);
    assertThat(trace.at(5)).isEqualTo(10);
    assertThat(trace.at(6)).isEqualTo(20);
    assertThat(trace.at(7)).isEqualTo(30);
    assertThat(trace.at(19.999)).isEqualTo(30);
    assertThat(trace.at(20)).isEqualTo(4);
    assertThat(trace.at(1e9)).isEqualTo(4);
  }

  @Test
  void integralIsTheAreaUnderTheTrace() {
    double step = 1e-3;
    double area = 0;
    for (int i = 0; i < 25_000; i++) {
      area += step * trace.at((i + 0.5) * step);
    }
    assertThat(trace.integral(25)).isCloseTo(area, within(1e-6));
    assertThat(trace.integral(0)).isZero();
  }

  @Test
  void laggedTraceSolvesItsDifferentialEquation() {
    double step = 1e-4;
    double y = trace.at(0);
    for (int i = 0; i < 250_000; i++) {
      y += step * (trace.at((i + 0.5) * step) - y) / 1.5;
    }
    assertThat(trace.lagged(25, 1.5)).isCloseTo(y, within(1e-3));
    assertThat(trace.lagged(5, 1.5)).isEqualTo(10);
    assertThat(trace.lagged(8.5, 1.5)).isBetween(25.0, 27.0);
  }

  @Test
  void changeBeforeTheEndOfTheOneBeforeIsRefused() {
    assertThatThrownBy(
            () -> Trace.of(1, List.of(new Trace.Change(5, 4, 2), new Trace.Change(8, 0, 3))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
