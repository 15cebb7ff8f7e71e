package io.rackproof.agent.poll;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One thread for each bus. */
public final class BusThreads implements Scheduler {

  private final LongSupplier nanos;
  private final Duration patience;
  private final Map<String, ScheduledThreadPoolExecutor> threads = new HashMap<>();
  private boolean closed;

  /**
   * @param nanos monotonic time
   * @param patience for tasks that run when this is closed
   */
  public BusThreads(LongSupplier nanos, Duration patience) {
    this.nanos = nanos;
    this.patience = patience;
  }

  @Override
  public long nanos() {
    return nanos.getAsLong();
  }

  @Override
  public synchronized void at(String bus, long atNanos, Runnable task) {
    if (closed) {
      return;
    }
    var unused =
        threads
            .computeIfAbsent(bus, BusThreads::thread)
            .schedule(task, Math.max(0, atNanos - nanos()), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor thread(String bus) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            run -> {
              Thread made = new Thread(run, "bus " + bus);
              made.setDaemon(true);
              return made;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return thread;
  }

  @Override
  public synchronized void release(String bus) {
    ScheduledThreadPoolExecutor thread = threads.remove(bus);
    if (thread != null) {
      thread.shutdown();
    }
  }

  @Override
  public void close() {
    Map<String, ScheduledThreadPoolExecutor> all;
    synchronized (this) {
      closed = true;
      all = Map.copyOf(threads);
    }
    all.values().forEach(ScheduledThreadPoolExecutor::shutdown);
    long end = nanos() + patience.toNanos();
    try {
      for (ScheduledThreadPoolExecutor thread : all.values()) {
        if (!thread.awaitTermination(Math.max(0, end - nanos()), TimeUnit.NANOSECONDS)) {
          thread.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
