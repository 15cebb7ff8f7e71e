package io.rackproof.collector.ingest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** Waits for conditions that other threads bring about, with a generous limit. */
public final class Await {

  private static final int LOOK_EVERY_MILLIS = 5;
  private static final int LOOKS = 60_000 / LOOK_EVERY_MILLIS;

  private Await() {}

  public static void until(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < LOOKS; i++) {
      if (condition.getAsBoolean() || never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    Assertions.fail("waited a minute in vain until " + what);
  }
}
