package io.rackproof.collector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockDriftTest {

  private static final long MINUTE = 60_000;
  private final ClockDrift drift = new ClockDrift();

  @Test
  void oneMeasurementTellsNothing() {
    drift.measured(MINUTE, 5, 1);
    assertThat(drift.drift()).isEmpty();
  }

  @Test
  void speedLiesWithinWhatIsTold() {
    double speed = 40e-6;
    Random random = new Random(7);
    for (int i = 1; i <= 60; i++) {
      double doubt = 0.5 + 4 * random.nextDouble();
      double error = doubt * (2 * random.nextDouble() - 1);
      drift.measured(i * MINUTE, 12 + speed * i * MINUTE + error, doubt);
    }
    ClockDrift.Drift told = drift.drift().orElseThrow();
    assertThat(told.ratio()).isCloseTo(speed, within(told.uncertainty()));
    assertThat(told.uncertainty()).isLessThan(1e-6);
  }

  @Test
  void slowExchangesAreNoDrift() {
    drift.measured(MINUTE, 2, 1);
    drift.measured(2 * MINUTE, 400, 405);
    ClockDrift.Drift told = drift.drift().orElseThrow();
    assertThat(Math.abs(told.ratio())).isLessThanOrEqualTo(told.uncertainty());
  }

  @Test
  void clockThatWasSetBeginsAnew() {
    for (int i = 1; i <= 10; i++) {
      drift.measured(i * MINUTE, 0, 1);
    }
    drift.measured(11 * MINUTE, 5_000, 1);
    assertThat(drift.drift()).isEmpty();
    drift.measured(12 * MINUTE, 5_000, 1);
    assertThat(drift.drift().orElseThrow().ratio()).isCloseTo(0, within(1e-12));
  }

  @Test
  void twoWithinOneMillisecondAreOne() {
    drift.measured(MINUTE, 0, 1);
    drift.measured(11 * MINUTE, 6, 1);
    drift.measured(11 * MINUTE, 500, 1);
    assertThat(drift.drift().orElseThrow().ratio()).isCloseTo(1e-5, within(1e-12));
  }

  @Test
  void anHourAgoDoesNotCount() {
    drift.measured(MINUTE, 0, 0.1);
    drift.measured(62 * MINUTE, 600, 0.1);
    assertThat(drift.drift()).isEmpty();
  }

  @Test
  void collectorsClockThatWasSetBackBeginsAnew() {
    drift.measured(10 * MINUTE, 0, 1);
    drift.measured(5 * MINUTE, 300_000, 1);
    assertThat(drift.drift()).isEmpty();
  }
}
