package io.rackproof.agent.poll;

import io.rackproof.agent.device.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A scheduler whose time passes only when a task says so. Buses run side by side: what one spends,
 * the others do not. The same tasks give the same order every time.
 */
final class VirtualTime implements Scheduler {

  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private record Task(String bus, long at, long order, Runnable run) {}

  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(this::start).thenComparingLong(Task::order));
  private final Map<String, Long> busyUntil = new HashMap<>();
  private long now;
  private long order;
  private boolean closed;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void at(String bus, long atNanos, Runnable task) {
    if (!closed) {
      queue.add(new Task(bus, atNanos, order++, task));
    }
  }

  private long start(Task task) {
    return Math.max(task.at(), busyUntil.getOrDefault(task.bus(), 0L));
  }

  /** The task that runs takes so long. */
  void spend(Duration time) {
    now += time.toNanos();
  }

  /** From the beginning, with no tasks. */
  void restart() {
    queue.clear();
    busyUntil.clear();
    now = 0;
    closed = false;
  }

  /** Runs all tasks that start before the end. */
  void runUntil(Duration end) {
    while (true) {
      Task next = queue.stream().min(queue.comparator()).orElse(null);
      if (next == null || start(next) >= end.toNanos()) {
        return;
      }
      queue.remove(next);
      now = start(next);
      next.run().run();
      busyUntil.put(next.bus(), now);
    }
  }

  Ticker ticker() {
    return new Ticker(new VirtualClock(), this::nanos);
  }

  @Override
  public void close() {
    closed = true;
    queue.clear();
  }

  private final class VirtualClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(EPOCH_MILLIS).plusNanos(now);
    }
  }
}
