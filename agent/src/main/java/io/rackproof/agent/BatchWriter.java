package io.rackproof.agent;

import io.rackproof.agent.spool.Spool;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.WireProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers samples from the buses and puts them into the spool, so that no bus waits for a disk. A
 * batch is written {@link #SOON} after its first sample, or when {@link #ENOUGH} samples are there.
 * While the collector does not take them nobody waits for them either: then {@link #LATER}, for
 * fewer and larger batches.
 */
final class BatchWriter implements AutoCloseable {

  /** Polls of one slot end within it, as a rule; a verdict waits no longer. */
  static final Duration SOON = Duration.ofMillis(75);

  static final Duration LATER = Duration.ofMillis(500);

  /** So many batches in the spool are on their way; more are a backlog. */
  static final long UNDER_WAY = 16;

  static final int ENOUGH = 1000;

  /** Beyond it polling waits for the disk: memory stays bounded, and overruns are counted. */
  static final int MOST = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  private final Spool spool;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread made = new Thread(run, "batches");
            made.setDaemon(true);
            return made;
          });
  private final Object lock = new Object();
  private List<Sample> pending = new ArrayList<>();
  private Map<Series, Instrument> instruments = new HashMap<>();
  private boolean asked;

  /** Since when something waits that is not written yet; guarded by the lock. */
  private long owedSince;

  private boolean owes;
  private final LongSupplier nanos;

  /** Found out by the thread that writes: the spool may be busy with its disk. */
  private volatile Duration patience = SOON;

  /**
   * @param nanos monotonic time
   */
  BatchWriter(Spool spool, LongSupplier nanos) {
    this.spool = spool;
    this.nanos = nanos;
  }

  /** For how long samples have waited while nothing was written, in nanoseconds; 0 for none. */
  long overdueNanos() {
    synchronized (lock) {
      return owes ? nanos.getAsLong() - owedSince : 0;
    }
  }

  /**
   * Takes the samples of a poll.
   *
   * @param news of the instruments behind them
   */
  void add(List<Sample> samples, Map<Series, Instrument> news) {
    synchronized (lock) {
      try {
        while (pending.size() >= MOST) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        // Closing: what was read is kept all the same.
        Thread.currentThread().interrupt();
      }
      boolean first = pending.isEmpty() && !samples.isEmpty();
      if (first && !owes) {
        owes = true;
        owedSince = nanos.getAsLong();
      }
      pending.addAll(samples);
      instruments.putAll(news);
      if (pending.size() >= ENOUGH && !asked) {
        asked = true;
        ask(0);
      } else if (first) {
        ask(patience.toMillis());
      }
    }
  }

  /** How long a batch waits for more samples when so many wait in the spool. */
  static Duration patience(long batches) {
    return batches <= UNDER_WAY ? SOON : LATER;
  }

  private void ask(long millis) {
    try {
      var unused = thread.schedule(this::write, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closing: the last write takes them.
      asked = false;
    }
  }

  private void write() {
    List<Sample> taken;
    Map<Series, Instrument> news;
    synchronized (lock) {
      asked = false;
      if (pending.isEmpty()) {
        // News of instruments wait for samples to come with.
        return;
      }
      taken = pending;
      news = instruments;
      instruments = new HashMap<>();
      pending = new ArrayList<>();
      lock.notifyAll();
    }
    try {
      for (int from = 0; from < taken.size(); from += WireProtocol.MAX_BATCH_SAMPLES) {
        int to = Math.min(taken.size(), from + WireProtocol.MAX_BATCH_SAMPLES);
        spool.put(taken.subList(from, to), news);
        news = Map.of();
      }
      patience = patience(spool.status().batches());
    } catch (RuntimeException e) {
      LOG.error("A defect of the agent lost {} samples", taken.size(), e);
    }
    synchronized (lock) {
      owes = !pending.isEmpty();
      owedSince = nanos.getAsLong();
    }
  }

  /** Writes what is there; nothing may be added any more. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.error("The disk of the spool does not answer");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    write();
  }
}
