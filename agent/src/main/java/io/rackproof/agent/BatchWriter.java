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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers samples from the buses and puts them into the spool, so that no bus waits for a disk. A
 * batch is written after {@link #LONGEST_WAIT}, or when {@link #ENOUGH} samples are there.
 */
final class BatchWriter implements AutoCloseable {

  static final Duration LONGEST_WAIT = Duration.ofMillis(500);
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

  BatchWriter(Spool spool) {
    this.spool = spool;
  }

  /** Starts to write in time. */
  void start() {
    long millis = LONGEST_WAIT.toMillis();
    var unused = thread.scheduleWithFixedDelay(this::write, millis, millis, TimeUnit.MILLISECONDS);
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
      pending.addAll(samples);
      instruments.putAll(news);
      if (pending.size() >= ENOUGH && !asked) {
        asked = true;
        try {
          thread.execute(this::write);
        } catch (RejectedExecutionException e) {
          // Closing: the last write takes them.
          asked = false;
        }
      }
    }
  }

  private void write() {
    List<Sample> taken;
    Map<Series, Instrument> news;
    synchronized (lock) {
      taken = pending;
      news = instruments;
      instruments = new HashMap<>();
      pending = new ArrayList<>();
      asked = false;
      lock.notifyAll();
    }
    try {
      for (int from = 0; from < taken.size(); from += WireProtocol.MAX_BATCH_SAMPLES) {
        int to = Math.min(taken.size(), from + WireProtocol.MAX_BATCH_SAMPLES);
        spool.put(taken.subList(from, to), news);
        news = Map.of();
      }
    } catch (RuntimeException e) {
      LOG.error("A defect of the agent lost {} samples", taken.size(), e);
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
