package io.rackproof.collector;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges about every second on one thread, and less often when judging takes long. */
final class ScoringLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScoringLoop.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Pause after a round in rounds' lengths: judging takes at most half a core. */
  private static final long PAUSE = 1;

  private final Runnable round;
  private final LongSupplier nanoTime;
  private final Timer timer;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "scoring"));

  ScoringLoop(Runnable round, LongSupplier nanoTime, Timer timer) {
    this.round = round;
    this.nanoTime = nanoTime;
    this.timer = timer;
    schedule(0);
  }

  private void schedule(long nanos) {
    var unused = executor.schedule(this::judge, nanos, TimeUnit.NANOSECONDS);
  }

  private void judge() {
    long start = nanoTime.getAsLong();
    try {
      round.run();
    } catch (RuntimeException e) {
      log.error("judging failed: a fault of Rackproof", e);
    }
    long took = nanoTime.getAsLong() - start;
    timer.record(Duration.ofNanos(took));
    if (!executor.isShutdown()) {
      schedule(pause(took));
    }
  }

  /** How long to wait after a round that took so long. */
  static long pause(long tookNanos) {
    return Math.max(PERIOD_NANOS - tookNanos, PAUSE * tookNanos);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("judging does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
