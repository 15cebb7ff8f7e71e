package io.rackproof.collector;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges on one thread: all racks about every second, those of which samples have come soon after
 * they came. After each round it rests as long as that took, so that judging takes at most half a
 * core.
 */
final class ScoringLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScoringLoop.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What comes within it after a round is judged together. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Runnable whole;
  private final Runnable arrivals;
  private final LongSupplier nanoTime;
  private final Timer timer;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "scoring"));

  /** When the next round may begin. */
  private volatile long restedAt;

  /** When the judging got on last. */
  private volatile long wentOn;

  /** Whether a round of all waits for that: it takes what has come along. */
  private boolean allDue;

  /**
   * @param whole judges all racks
   * @param arrivals judges those of which samples have come
   */
  ScoringLoop(Runnable whole, Runnable arrivals, LongSupplier nanoTime, Timer timer) {
    this.whole = whole;
    this.arrivals = arrivals;
    this.nanoTime = nanoTime;
    this.timer = timer;
    this.restedAt = nanoTime.getAsLong();
    this.wentOn = restedAt;
    schedule(this::all, 0);
  }

  /** Samples have come. Returns at once. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      schedule(this::arrived, restedAt - nanoTime.getAsLong());
    }
  }

  /** A rack has been judged. */
  void goesOn() {
    wentOn = nanoTime.getAsLong();
  }

  /** For how long no round has ended and no rack has been judged, in nanoseconds. */
  long overdueNanos() {
    return nanoTime.getAsLong() - wentOn;
  }

  private void schedule(Runnable round, long nanos) {
    try {
      var unused = executor.schedule(round, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nothing is judged any more.
    }
  }

  private void all() {
    long early = restedAt - nanoTime.getAsLong();
    allDue = early > 0;
    if (allDue) {
      schedule(this::all, early);
      return;
    }
    schedule(this::all, pause(judge(whole)));
  }

  private void arrived() {
    long early = restedAt - nanoTime.getAsLong();
    if (early > 0) {
      schedule(this::arrived, early);
      return;
    }
    awake.set(false);
    if (!allDue) {
      judge(arrivals);
    }
  }

  private long judge(Runnable round) {
    long start = nanoTime.getAsLong();
    try {
      round.run();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.error("judging failed: a fault of Rackproof", e);
    }
    long end = nanoTime.getAsLong();
    wentOn = end;
    long took = end - start;
    timer.record(Duration.ofNanos(took));
    restedAt = end + Math.max(REST_NANOS, took);
    return took;
  }

  /** How long to wait after a round of all that took so long. */
  static long pause(long tookNanos) {
    return Math.max(PERIOD_NANOS - tookNanos, tookNanos);
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
