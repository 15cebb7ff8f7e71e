package io.rackproof.collector.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** Waits by time for what other threads bring about. */
final class Awaited {

  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private Awaited() {}

  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + AT_MOST.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0 || never.await(5, TimeUnit.MILLISECONDS)) {
        Assertions.fail("waited in vain until " + what);
      }
    }
  }
}
