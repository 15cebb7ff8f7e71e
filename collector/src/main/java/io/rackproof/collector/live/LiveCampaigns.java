package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdicts of all campaigns. Running ones are judged anew by each {@link #round} from series in
 * memory; ended ones once, from the store, and again when late samples of their time arrive. Thread
 * safe.
 */
public final class LiveCampaigns {

  /** For this long after its end a campaign is still told to those who watch. */
  public static final Duration TOLD_AFTER_END = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(LiveCampaigns.class);

  /** Ended campaigns whose verdicts are kept in memory. */
  private static final int KEPT = 32;

  private final CampaignStore campaigns;
  private final SampleStore samples;
  private final Clock clock;
  private final List<Consumer<Judged>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong revisions = new AtomicLong();

  /** Racks whose arrivals are wanted; a rack is put here before the store is read for it. */
  private final Set<String> fed = ConcurrentHashMap.newKeySet();

  private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();

  /** Held while a campaign is judged; guards {@code running}. */
  private final ReentrantLock judging = new ReentrantLock();

  private final Map<String, RunningCampaign> running = new HashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private final Object published = new Object();
  private final Map<String, Judged> results = new LinkedHashMap<>();
  private final Map<String, Evidence> evidenceOfRunning = new ConcurrentHashMap<>();

  /** How often late data has changed what ended campaigns are judged from. */
  private final Map<String, Long> lateArrivals = new ConcurrentHashMap<>();

  private record Arrived(String rack, long sequence, List<Sample> samples) {}

  public LiveCampaigns(CampaignStore campaigns, SampleStore samples, Clock clock) {
    this.campaigns = campaigns;
    this.samples = samples;
    this.clock = clock;
  }

  /** Calls the listener with each new judgement, on the thread that judged; it must be quick. */
  public void listen(Consumer<Judged> listener) {
    listeners.add(listener);
  }

  public void stopListening(Consumer<Judged> listener) {
    listeners.remove(listener);
  }

  /** A batch is durable now. */
  public void stored(String rack, long sequence, List<Sample> batch) {
    if (fed.contains(rack)) {
      arrived.add(new Arrived(rack, sequence, batch));
    }
    forgetWhatIsLate(rack, batch);
  }

  /** Something else that is evidence has changed: a loss was told. */
  public void lost(String rack) {
    campaigns.all().stream()
        .filter(c -> c.rack().equals(rack) && c.state() != State.RUNNING)
        .forEach(c -> forget(c.id()));
  }

  private void forgetWhatIsLate(String rack, List<Sample> batch) {
    long first = Long.MAX_VALUE;
    for (Sample sample : batch) {
      first = Math.min(first, sample.timeMillis());
    }
    for (Campaign campaign : campaigns.all()) {
      if (campaign.rack().equals(rack)
          && campaign.endMillis().isPresent()
          && first < campaign.endMillis().getAsLong()) {
        forget(campaign.id());
      }
    }
  }

  private void forget(String id) {
    lateArrivals.merge(id, 1L, Long::sum);
    synchronized (published) {
      results.remove(id);
    }
  }

  /** Judges every running campaign, and those that ended lately and are not judged to the end. */
  public void round() {
    judging.lock();
    try {
      long now = clock.millis();
      List<Campaign> all = campaigns.all();
      follow(all);
      for (Arrived batch = arrived.poll(); batch != null; batch = arrived.poll()) {
        for (Campaign campaign : all) {
          RunningCampaign series = running.get(campaign.id());
          if (series != null && campaign.rack().equals(batch.rack())) {
            series.add(batch.sequence(), batch.samples());
          }
        }
      }
      for (Campaign campaign : all) {
        if (campaign.state() == State.RUNNING) {
          judgeQuietly(campaign);
        } else if (campaign.endMillis().orElse(0) > now - TOLD_AFTER_END.toMillis()
            && finalResult(campaign.id()).isEmpty()) {
          judgeQuietly(campaign);
        }
      }
    } finally {
      judging.unlock();
    }
  }

  /** Takes up campaigns that have begun and drops those that have ended. */
  private void follow(List<Campaign> all) {
    Set<String> racks = ConcurrentHashMap.newKeySet();
    for (Campaign campaign : all) {
      if (campaign.state() != State.RUNNING) {
        running.remove(campaign.id());
        evidenceOfRunning.remove(campaign.id());
        continue;
      }
      racks.add(campaign.rack());
      if (running.containsKey(campaign.id()) || unreadable.contains(campaign.id())) {
        continue;
      }
      fed.add(campaign.rack());
      try {
        running.put(campaign.id(), new RunningCampaign(campaign, planOf(campaign), samples));
      } catch (InvalidDocumentException e) {
        unreadable.add(campaign.id());
        log.error("the plan of campaign {} cannot be read: {}", campaign.id(), e.getMessage());
      } catch (IOException e) {
        log.error("campaign {} cannot be judged now: {}", campaign.id(), e.getMessage());
      }
    }
    fed.retainAll(racks);
  }

  private void judgeQuietly(Campaign campaign) {
    try {
      judge(campaign);
    } catch (InvalidDocumentException | IOException e) {
      log.error("campaign {} cannot be judged now: {}", campaign.id(), e.getMessage());
    } catch (RuntimeException e) {
      // A fault in one campaign's judging must not silence the others.
      log.error("campaign {} cannot be judged: a fault of Rackproof", campaign.id(), e);
    }
  }

  private Judged judge(Campaign campaign) throws IOException, InvalidDocumentException {
    long late = lateArrivals.getOrDefault(campaign.id(), 0L);
    RunningCampaign series = campaign.state() == State.RUNNING ? running.get(campaign.id()) : null;
    long to = scoredTo(campaign);
    Plan plan;
    Evidence evidence;
    if (series == null) {
      plan = planOf(campaign);
      evidence = StoredEvidence.read(samples, campaign, plan, to);
    } else {
      plan = series.plan();
      evidence = series.evidence(samples, to);
      evidenceOfRunning.put(campaign.id(), evidence);
    }
    Timeline timeline = StoredEvidence.timeline(campaign);
    Scorecard scorecard = new Scorer(plan).score(timeline, evidence, to);
    Judged judged = new Judged(campaign, plan, scorecard, revisions.incrementAndGet());
    // What arrived while it was judged may not be in it: then it is told but not kept as final.
    boolean current = late == lateArrivals.getOrDefault(campaign.id(), 0L);
    if (campaign.state() == State.RUNNING || current) {
      keep(judged);
    }
    listeners.forEach(listener -> listener.accept(judged));
    return judged;
  }

  private void keep(Judged judged) {
    synchronized (published) {
      results.remove(judged.campaign().id());
      results.put(judged.campaign().id(), judged);
      List<String> ended =
          results.values().stream()
              .filter(j -> j.campaign().state() != State.RUNNING)
              .map(j -> j.campaign().id())
              .toList();
      for (int i = 0; i < ended.size() - KEPT; i++) {
        results.remove(ended.get(i));
      }
    }
  }

  private long scoredTo(Campaign campaign) {
    return campaign.endMillis().orElseGet(() -> Math.max(clock.millis(), campaign.startMillis()));
  }

  private static Plan planOf(Campaign campaign) throws InvalidDocumentException {
    return Plan.parse(campaign.planName(), campaign.planText());
  }

  private Optional<Judged> finalResult(String id) {
    synchronized (published) {
      return Optional.ofNullable(results.get(id)).filter(j -> j.scorecard().complete());
    }
  }

  /**
   * The newest verdicts of a campaign: for a running one those of the last round, for an ended one
   * the final ones. Takes as long as judging does when there are none yet.
   *
   * @throws InvalidDocumentException when its plan cannot be read by this version
   */
  public Judged judged(Campaign campaign) throws IOException, InvalidDocumentException {
    Judged known;
    synchronized (published) {
      known = results.get(campaign.id());
    }
    if (known != null && known.campaign().state() == campaign.state()) {
      return known.campaign().equals(campaign)
          ? known
          : new Judged(campaign, known.plan(), known.scorecard(), known.revision());
    }
    judging.lock();
    try {
      return judge(campaign);
    } finally {
      judging.unlock();
    }
  }

  /** The newest verdicts of a campaign when there are any in memory. */
  public Optional<Judged> known(String id) {
    synchronized (published) {
      return Optional.ofNullable(results.get(id));
    }
  }

  /** The verdicts worth telling now: of running campaigns and of those that ended lately. */
  public List<Judged> current() {
    long now = clock.millis();
    synchronized (published) {
      return results.values().stream()
          .filter(
              j ->
                  j.campaign().endMillis().isEmpty()
                      || j.campaign().endMillis().getAsLong() > now - TOLD_AFTER_END.toMillis())
          .toList();
    }
  }

  /**
   * The signals of all criteria over time, by criterion id, each as judged last.
   *
   * @param mostPoints in one trace
   */
  public Map<String, List<Trace>> traces(Judged judged, int mostPoints) throws IOException {
    Campaign campaign = judged.campaign();
    long to = judged.scorecard().scoredToMillis();
    Evidence evidence = evidenceOfRunning.get(campaign.id());
    if (evidence == null || campaign.state() != State.RUNNING) {
      evidence = StoredEvidence.read(samples, campaign, judged.plan(), to);
    }
    Scorer scorer = new Scorer(judged.plan());
    Timeline timeline = StoredEvidence.timeline(campaign);
    Map<String, List<Trace>> traces = new LinkedHashMap<>();
    for (Criterion criterion : judged.plan().criteria()) {
      traces.put(criterion.id(), scorer.traces(criterion, timeline, evidence, to, mostPoints));
    }
    return traces;
  }
}
