package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScoringLoopTest {

  private final Timer timer = new SimpleMeterRegistry().timer("rounds");
  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore whole = new Semaphore(0);
  private final Semaphore arrivals = new Semaphore(0);

  private static void await(Semaphore round) throws InterruptedException {
    assertThat(round.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * Lets the clock go on until the round is made: what the last one took ends by its own thread.
   */
  private void goOnUntil(Semaphore round) throws InterruptedException {
    for (int i = 0; i < 3_000; i++) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(60));
      if (round.tryAcquire(10, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    throw new AssertionError("no round was made");
  }

  @Test
  void whatComesTogetherIsJudgedInOneRoundAfterTheRest() throws Exception {
    try (ScoringLoop loop = loop(arrivals::release)) {
      await(whole);
      for (int i = 0; i < 100; i++) {
        loop.wake();
      }
      // The clock stands: whatever was woken rests.
      assertThat(arrivals.availablePermits()).isZero();
      goOnUntil(arrivals);
      loop.wake();
      goOnUntil(arrivals);
      assertThat(arrivals.availablePermits()).isZero();
    }
  }

  @Test
  void faultInOneRoundDoesNotEndTheOthers() throws Exception {
    Runnable faulty =
        () -> {
          arrivals.release();
          throw new IllegalStateException("on purpose");
        };
    try (ScoringLoop loop = loop(faulty)) {
      await(whole);
      for (int i = 0; i < 2; i++) {
        loop.wake();
        goOnUntil(arrivals);
      }
      goOnUntil(whole);
    }
  }

  @Test
  void roundsThatTakeLongAreFollowedByAsMuchRest() {
    assertThat(ScoringLoop.pause(0)).isEqualTo(1_000_000_000L);
    assertThat(ScoringLoop.pause(300_000_000)).isEqualTo(700_000_000L);
    assertThat(ScoringLoop.pause(800_000_000)).isEqualTo(800_000_000L);
  }

  private ScoringLoop loop(Runnable ofArrivals) {
    return new ScoringLoop(whole::release, ofArrivals, nanos::get, timer);
  }

  @Test
  void roundThatHangsIsOverdueAndOneThatJudgesRackAfterRackIsNot() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Runnable hanging =
        () -> {
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ScoringLoop loop = new ScoringLoop(hanging, arrivals::release, nanos::get, timer)) {
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      nanos.set(TimeUnit.HOURS.toNanos(1));
      assertThat(loop.overdueNanos()).isEqualTo(TimeUnit.HOURS.toNanos(1));
      loop.goesOn();
      assertThat(loop.overdueNanos()).isZero();
      end.countDown();
    }
  }
}
