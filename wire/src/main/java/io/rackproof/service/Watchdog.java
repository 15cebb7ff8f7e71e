package io.rackproof.service;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager twice within its watchdog's time that the work goes on, for as long as
 * all parts of the work do. Once a part hangs it is silent, and the manager kills the process and
 * starts it again. It also keeps the status line up to date.
 */
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** Without a watchdog the status is told this often. */
  private static final Duration STATUS = Duration.ofSeconds(30);

  private final ServiceManager manager;
  private final List<Part> parts;
  private final Supplier<String> status;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread made = new Thread(run, "watchdog");
            made.setDaemon(true);
            return made;
          });
  private TreeSet<String> hanging = new TreeSet<>();
  private String told = "";

  /**
   * A part of the work that must go on.
   *
   * @param name for the log
   * @param patience longer than anything may take that is right
   * @param overdueNanos for how long it has owed its next step; 0 while it has nothing to do. Must
   *     not wait for the part
   */
  public record Part(String name, Duration patience, LongSupplier overdueNanos) {

    boolean hangs() {
      return overdueNanos.getAsLong() > patience.toNanos();
    }
  }

  /**
   * @param status one line on what the service does; may be slow, and may not hang
   */
  public Watchdog(ServiceManager manager, List<Part> parts, Supplier<String> status) {
    this.manager = manager;
    this.parts = List.copyOf(parts);
    this.status = status;
  }

  /** Begins, when there is a service manager. */
  public void start() {
    if (manager.isThere()) {
      long nanos = manager.watchdog().orElse(STATUS.multipliedBy(2)).toNanos() / 2;
      var unused = thread.scheduleAtFixedRate(this::beat, 0, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Looks once at all parts and tells what it saw. */
  void beat() {
    try {
      look();
    } catch (RuntimeException e) {
      // An exception would end the beats for good.
      LOG.error("a defect of the watchdog", e);
    }
  }

  private void look() {
    TreeSet<String> now = new TreeSet<>();
    for (Part part : parts) {
      if (part.hangs()) {
        now.add(part.name());
      }
    }
    if (!now.equals(hanging)) {
      if (now.isEmpty()) {
        LOG.info("{} goes on again", String.join(", ", hanging));
      } else {
        LOG.error(
            "{} hangs{}",
            String.join(", ", now),
            manager.watchdog().isPresent() ? ": the service manager ends this process soon" : "");
      }
    }
    hanging = now;
    if (!now.isEmpty()) {
      tell(String.join(", ", now) + " hangs");
      return;
    }
    if (manager.watchdog().isPresent()) {
      manager.alive();
    }
    tell(status.get());
  }

  private void tell(String line) {
    if (!line.equals(told)) {
      told = line;
      manager.status(line);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
