package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpTimeTest {

  private final UpTime upTime = new UpTime();

  private boolean restarted(double ticks, double atSeconds) {
    return upTime.restarted(ticks, (long) (atSeconds * TimeUnit.SECONDS.toNanos(1)));
  }

  @Test
  void timeThatRunsOnIsNoRestart() {
    assertThat(restarted(100_000, 0)).isFalse();
    assertThat(restarted(100_100, 1)).isFalse();
    assertThat(restarted(100_000 + 360_000, 3_600)).isFalse();
  }

  @Test
  void timeThatFellIsARestart() {
    assertThat(restarted(100_000, 0)).isFalse();
    assertThat(restarted(300, 10)).isTrue();
    assertThat(restarted(400, 11)).isFalse();
  }

  @Test
  void aRestartWhileNobodyLookedIsSeenThoughTheTimeIsLarger() {
    // Started 100 s ago, then not seen for 10 minutes: up for 400 s only.
    assertThat(restarted(10_000, 0)).isFalse();
    assertThat(restarted(40_000, 600)).isTrue();
  }

  @Test
  void theWrapAfter497DaysIsNoRestart() {
    assertThat(restarted(4_294_967_200.0, 0)).isFalse();
    assertThat(restarted(104, 2)).isFalse();
    assertThat(restarted(204, 3)).isFalse();
  }

  @Test
  void aRestartJustBeforeTheWrapIsNoWrap() {
    assertThat(restarted(4_200_000_000.0, 0)).isFalse();
    assertThat(restarted(300, 60)).isTrue();
  }

  @Test
  void aValueThatTheAgentRefreshesLateIsNoRestart() {
    assertThat(restarted(100_000, 0)).isFalse();
    assertThat(restarted(100_000, 4)).isFalse();
    assertThat(restarted(99_950, 4)).isFalse();
  }
}
