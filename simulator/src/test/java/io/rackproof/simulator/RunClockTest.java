package io.rackproof.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunClockTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final RunClock clock = new RunClock(nanos::get, Duration.ofSeconds(15));

  @Test
  void firstRequestBeginsTheRun() {
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(clock.getAsDouble()).isZero();
    nanos.addAndGet(Duration.ofMillis(2_500).toNanos());
    assertThat(clock.getAsDouble()).isEqualTo(2.5);
  }

  @Test
  void runBeginsByItselfWhenThePatienceIsOver() {
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(clock.getAsDouble()).isEqualTo(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(clock.getAsDouble()).isEqualTo(6);
  }
}
