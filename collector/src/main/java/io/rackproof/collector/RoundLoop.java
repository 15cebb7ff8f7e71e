package io.rackproof.collector;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes rounds of one kind, on a thread of its own, until closed. */
final class RoundLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RoundLoop.class);

  /** After a fault of ours. */
  private static final long FAULT_MILLIS = 30_000;

  private final String name;
  private final Round round;
  private final ScheduledExecutorService executor;

  /** Something that is done again and again. */
  interface Round {
    /**
     * Does it once.
     *
     * @return milliseconds until the next
     */
    long make() throws InterruptedException;
  }

  /**
   * @param name of the thread
   */
  RoundLoop(String name, Round round) {
    this.name = name;
    this.round = round;
    this.executor = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
    schedule(0);
  }

  private void schedule(long millis) {
    var unused = executor.schedule(this::round, millis, TimeUnit.MILLISECONDS);
  }

  private void round() {
    long next = FAULT_MILLIS;
    try {
      next = round.make();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.error("{} failed: a fault of Rackproof", name, e);
    }
    if (!executor.isShutdown()) {
      schedule(next);
    }
  }

  /** What is on its way may arrive without being noted: it is sent again at the next start. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("{} does not end", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
