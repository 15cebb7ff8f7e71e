package io.rackproof.collector;

import io.rackproof.collector.remotewrite.Forwarder;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one forwarder send, on a thread of its own, until closed. */
final class ForwardLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ForwardLoop.class);

  /** After a fault of ours. */
  private static final long FAULT_MILLIS = 30_000;

  private final Forwarder forwarder;
  private final ScheduledExecutorService executor;

  ForwardLoop(Forwarder forwarder) {
    this.forwarder = forwarder;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "forward-" + forwarder.name()));
    schedule(0);
  }

  private void schedule(long millis) {
    var unused = executor.schedule(this::round, millis, TimeUnit.MILLISECONDS);
  }

  private void round() {
    long next = FAULT_MILLIS;
    try {
      next = forwarder.round();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.error("sending to {} failed: a fault of Rackproof", forwarder.name(), e);
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
        log.warn("sending to {} does not end", forwarder.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
