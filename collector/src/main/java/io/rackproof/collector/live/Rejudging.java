package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.LiveCampaigns.Run;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges ended campaigns from the store, one after the other on a thread of its own: a day of
 * samples takes minutes, in which running campaigns go on being judged. Thread safe.
 */
final class Rejudging {

  private static final Logger LOG = LoggerFactory.getLogger(Rejudging.class);
  private static final int TOLD_PERCENT = 10;

  /** Judges; tells from 0 to 1 how far it has come. */
  interface Work {
    Judged judge(Share share) throws IOException, InvalidDocumentException;
  }

  /** Takes how much of the work is done, from 0 to 1. */
  interface Share {
    void done(double share);
  }

  /** One that is asked for and not judged yet. */
  private static final class Job {
    final Campaign campaign;
    final CompletableFuture<Judged> result = new CompletableFuture<>();
    volatile double done;

    Job(Campaign campaign) {
      this.campaign = campaign;
    }

    /** What people have entered meanwhile would not be in its verdicts. */
    boolean isOf(Campaign asked) {
      return campaign.course().entries().equals(asked.course().entries());
    }
  }

  private final Map<Run, Job> jobs = new ConcurrentHashMap<>();

  private final ExecutorService one =
      new ThreadPoolExecutor(
          0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Rejudging::daemon);

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "rejudging");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The verdicts, once they are there.
   *
   * @return empty when they are not within a time; judging goes on
   */
  Optional<Judged> judge(Campaign campaign, String rack, Work work, Duration patience)
      throws IOException, InvalidDocumentException {
    Run run = new Run(campaign.id(), rack);
    Job job =
        jobs.compute(
            run,
            (r, begun) -> begun != null && begun.isOf(campaign) ? begun : begin(r, campaign, work));
    try {
      return Optional.of(job.result.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + campaign.id() + " was judged", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static IOException unwrapped(ExecutionException e) throws InvalidDocumentException {
    Throwable cause = e.getCause();
    if (cause instanceof InvalidDocumentException invalid) {
      throw invalid;
    }
    if (cause instanceof RuntimeException fault) {
      throw fault;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
  }

  private Job begin(Run run, Campaign campaign, Work work) {
    Job job = new Job(campaign);
    Future<?> unused =
        one.submit(
            () -> {
              try {
                Judged judged = work.judge(share -> tell(run, job, share));
                jobs.remove(run, job);
                job.result.complete(judged);
              } catch (Throwable e) {
                // Whoever asked is told; nobody else knows what to do about it.
                jobs.remove(run, job);
                job.result.completeExceptionally(e);
              }
            });
    return job;
  }

  private static void tell(Run run, Job job, double share) {
    int before = (int) (job.done * 100) / TOLD_PERCENT;
    // A short one is done in a few steps, and not worth a line.
    boolean isLong = share - job.done < TOLD_PERCENT / 100.0;
    job.done = share;
    if (isLong && share < 1 && (int) (share * 100) / TOLD_PERCENT > before) {
      LOG.info(
          "{} on {} is judged from its stored samples: {} %",
          run.campaign(), run.rack(), (int) (share * 100));
    }
  }

  /** From 0 to 1 how much of a campaign's samples was judged again; empty when nobody does so. */
  Optional<Double> share(Run run) {
    return Optional.ofNullable(jobs.get(run)).map(job -> job.done);
  }
}
