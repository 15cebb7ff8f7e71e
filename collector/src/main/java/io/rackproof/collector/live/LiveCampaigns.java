package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdicts of all campaigns, each of their racks by itself. Running ones are judged anew by
 * each {@link #round} from series in memory; ended ones once, from the store, and again when late
 * samples of their time arrive or a person enters something. Thread safe.
 */
public final class LiveCampaigns {

  /** For this long after its end a campaign is still told to those who watch. */
  public static final Duration TOLD_AFTER_END = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(LiveCampaigns.class);

  /** Racks of ended campaigns whose verdicts are kept in memory. */
  private static final int KEPT = 64;

  /** One rack of one campaign: what is judged by itself. */
  record Run(String campaign, String rack) {}

  private final CampaignStore campaigns;
  private final SampleStore samples;
  private final Clock clock;
  private final List<Consumer<Judged>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong revisions = new AtomicLong();

  private final EndedCampaigns ended;
  private volatile Runnable wake = () -> {};

  /** Held while a campaign is judged; guards {@code followed}. */
  private final ReentrantLock judging = new ReentrantLock();

  private final FollowedCampaigns followed;

  private final Object published = new Object();
  private final Map<Run, Judged> results = new LinkedHashMap<>();

  /** How often late data has changed what ended campaigns are judged from. */
  private final Map<Run, Long> lateArrivals = new ConcurrentHashMap<>();

  public LiveCampaigns(CampaignStore campaigns, SampleStore samples, Clock clock) {
    this(campaigns, samples, clock, WaitingBatches.MOST_SAMPLES, Optional.empty(), "");
  }

  /**
   * Keeps final verdicts over restarts.
   *
   * @param kept folder for them
   * @param software name and version: another one judges again
   */
  public LiveCampaigns(
      CampaignStore campaigns, SampleStore samples, Clock clock, Path kept, String software) {
    this(campaigns, samples, clock, WaitingBatches.MOST_SAMPLES, Optional.of(kept), software);
  }

  /**
   * @param mostWaiting samples that may wait for a round in memory
   */
  LiveCampaigns(
      CampaignStore campaigns,
      SampleStore samples,
      Clock clock,
      int mostWaiting,
      Optional<Path> kept,
      String software) {
    this.ended = new EndedCampaigns(samples, kept, software);
    this.followed = new FollowedCampaigns(campaigns, samples, clock, mostWaiting);
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

  /** Calls back whenever samples of a running campaign wait to be judged; it must be quick. */
  public void onArrival(Runnable wake) {
    this.wake = wake;
  }

  /** A batch is durable now. */
  public void stored(String rack, long sequence, List<Sample> batch) {
    if (followed.arrived(rack, sequence, batch)) {
      wake.run();
    }
    forgetWhatIsLate(rack, batch);
  }

  /** Something else that is evidence has changed: a loss was told. */
  public void lost(String rack) {
    campaigns.all().stream()
        .filter(c -> c.racks().contains(rack) && c.state() != State.RUNNING)
        .forEach(c -> forget(new Run(c.id(), rack)));
  }

  private void forgetWhatIsLate(String rack, List<Sample> batch) {
    long first = Long.MAX_VALUE;
    for (Sample sample : batch) {
      first = Math.min(first, sample.timeMillis());
    }
    for (Campaign campaign : campaigns.all()) {
      if (campaign.racks().contains(rack)
          && campaign.endMillis().isPresent()
          && first < campaign.endMillis().getAsLong()) {
        forget(new Run(campaign.id(), rack));
      }
    }
  }

  private void forget(Run run) {
    lateArrivals.merge(run, 1L, Long::sum);
    synchronized (published) {
      results.remove(run);
    }
  }

  /** Judges every running campaign, and those that ended lately and are not judged to the end. */
  public void round() {
    judging.lock();
    try {
      long now = clock.millis();
      List<Campaign> all = campaigns.all();
      followed.follow(all, campaign -> endedLately(campaign, now));
      Set<String> unused = followed.takeWhatArrived(all);
      for (Campaign campaign : all) {
        for (String rack : campaign.racks()) {
          if (campaign.state() == State.RUNNING) {
            judgeQuietly(campaign, rack);
          } else if (endedLately(campaign, now)) {
            settle(campaign, rack, now);
          }
        }
      }
    } finally {
      judging.unlock();
    }
  }

  private static boolean endedLately(Campaign campaign, long now) {
    return campaign.endMillis().orElse(0) > now - TOLD_AFTER_END.toMillis();
  }

  /** Judges an ended campaign unless that is done, and keeps what has stood for a while. */
  private void settle(Campaign campaign, String rack, long now) {
    Run run = new Run(campaign.id(), rack);
    Optional<Judged> known = finalResult(run);
    if (known.isEmpty()) {
      judgeQuietly(campaign, rack);
      return;
    }
    RunningCampaign series = followed.get(run);
    if (series != null && series.isToBeKept(known.get(), now)) {
      try {
        Timeline timeline = StoredEvidence.timeline(campaign, rack);
        ended.keep(known.get(), series.traces(timeline, scoredTo(campaign)));
      } catch (IOException e) {
        log.warn("the verdicts of {} cannot be kept: {}", campaign.id(), e.getMessage());
      }
    }
  }

  /** Judges the racks of running campaigns of which samples have arrived since the last round. */
  public void roundOfArrivals() {
    judging.lock();
    try {
      List<Campaign> all = campaigns.all();
      Set<String> racks = followed.takeWhatArrived(all);
      for (Campaign campaign : all) {
        if (campaign.state() == State.RUNNING) {
          campaign.racks().stream()
              .filter(rack -> racks.contains(rack) && isFollowed(campaign, rack))
              .forEach(rack -> judgeQuietly(campaign, rack));
        }
      }
    } finally {
      judging.unlock();
    }
  }

  /** A campaign that has just begun is taken up by the next whole round. */
  private boolean isFollowed(Campaign campaign, String rack) {
    return followed.get(new Run(campaign.id(), rack)) != null;
  }

  private void judgeQuietly(Campaign campaign, String rack) {
    try {
      judge(campaign, rack);
    } catch (InvalidDocumentException | IOException e) {
      log.error("campaign {} cannot be judged now: {}", campaign.id(), e.getMessage());
    } catch (RuntimeException e) {
      // A fault in one campaign's judging must not silence the others.
      log.error("campaign {} cannot be judged: a fault of Rackproof", campaign.id(), e);
    }
  }

  private Judged judge(Campaign campaign, String rack)
      throws IOException, InvalidDocumentException {
    Run run = new Run(campaign.id(), rack);
    long late = lateArrivals.getOrDefault(run, 0L);
    RunningCampaign series = followed.get(run);
    if (series != null && campaign.state() != State.RUNNING) {
      // What came before the end counts, judged or not.
      Set<String> unused = followed.takeWhatArrived(campaigns.all());
    }
    long to = scoredTo(campaign);
    Plan plan = series == null ? planOf(campaign) : series.plan();
    Timeline timeline = StoredEvidence.timeline(campaign, rack);
    Scorecard scorecard =
        series == null ? ended.judge(campaign, rack, plan, to) : series.judge(timeline, to);
    Judged judged = new Judged(campaign, plan, scorecard, revisions.incrementAndGet());
    // What arrived while it was judged may not be in it: then it is told but not kept as final.
    boolean current = late == lateArrivals.getOrDefault(run, 0L);
    if (campaign.state() == State.RUNNING || current) {
      keep(run, judged);
    }
    listeners.forEach(listener -> listener.accept(judged));
    return judged;
  }

  private void keep(Run run, Judged judged) {
    synchronized (published) {
      results.remove(run);
      results.put(run, judged);
      if (judged.campaign().state() == State.RUNNING) {
        return;
      }
      List<Run> ended =
          results.entrySet().stream()
              .filter(e -> e.getValue().campaign().state() != State.RUNNING)
              .map(Map.Entry::getKey)
              .toList();
      for (int i = 0; i < ended.size() - KEPT; i++) {
        results.remove(ended.get(i));
      }
    }
  }

  private long scoredTo(Campaign campaign) {
    return campaign.endMillis().orElseGet(() -> Math.max(clock.millis(), campaign.startMillis()));
  }

  static Plan planOf(Campaign campaign) throws InvalidDocumentException {
    return Plan.parse(campaign.planName(), campaign.planText());
  }

  private Optional<Judged> finalResult(Run run) {
    synchronized (published) {
      return Optional.ofNullable(results.get(run)).filter(j -> j.scorecard().complete());
    }
  }

  /**
   * The newest verdicts of a campaign on one of its racks: for a running one those of the last
   * round, for an ended one the final ones. Takes as long as judging does when there are none yet.
   *
   * @throws IllegalArgumentException when the campaign does not judge the rack
   * @throws InvalidDocumentException when its plan cannot be read by this version
   */
  public Judged judged(Campaign campaign, String rack)
      throws IOException, InvalidDocumentException {
    if (!campaign.racks().contains(rack)) {
      throw new IllegalArgumentException("campaign " + campaign.id() + " has no rack " + rack);
    }
    Optional<Judged> known = known(campaign.id(), rack);
    if (known.isPresent() && isOf(known.get(), campaign)) {
      Judged judged = known.get();
      return judged.campaign().equals(campaign)
          ? judged
          : new Judged(campaign, judged.plan(), judged.scorecard(), judged.revision());
    }
    judging.lock();
    try {
      return judge(campaign, rack);
    } finally {
      judging.unlock();
    }
  }

  /** The newest verdicts of all racks of a campaign, in its order. */
  public List<Judged> judged(Campaign campaign) throws IOException, InvalidDocumentException {
    List<Judged> all = new ArrayList<>();
    for (String rack : campaign.racks()) {
      all.add(judged(campaign, rack));
    }
    return all;
  }

  /**
   * Whether verdicts hold for the campaign as it is now. A running one is judged anew in a moment
   * anyway; waivers and notes change no verdict.
   */
  private static boolean isOf(Judged judged, Campaign campaign) {
    return judged.campaign().state() == campaign.state()
        && (campaign.state() == State.RUNNING
            || judged.campaign().course().entries().equals(campaign.course().entries()));
  }

  /** The newest verdicts of a campaign on a rack when there are any in memory. */
  public Optional<Judged> known(String id, String rack) {
    synchronized (published) {
      return Optional.ofNullable(results.get(new Run(id, rack)));
    }
  }

  /**
   * What went wrong in the measuring of a campaign up to a time, so that it cannot end as
   * completed: samples of its time that were lost. Empty when nothing did.
   */
  public Optional<String> fault(Campaign campaign, long toMillis) throws IOException {
    for (String rack : campaign.racks()) {
      for (SampleStore.Loss loss : samples.losses(rack, campaign.startMillis(), toMillis)) {
        if (loss.lastMillis() >= campaign.startMillis() && loss.firstMillis() > 0) {
          return Optional.of(
              loss.samples() + " samples of rack " + rack + " were lost: " + loss.reason());
        }
      }
    }
    return Optional.empty();
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

  /** The signals of all criteria over time, by criterion id; of a running campaign up to now. */
  public Map<String, List<Trace>> traces(Judged judged) throws IOException {
    Campaign campaign = judged.campaign();
    Run run = new Run(campaign.id(), judged.rack());
    Timeline timeline = StoredEvidence.timeline(campaign, judged.rack());
    judging.lock();
    try {
      RunningCampaign series = followed.get(run);
      if (series != null) {
        return series.traces(timeline, scoredTo(campaign));
      }
    } finally {
      judging.unlock();
    }
    return ended.traces(judged);
  }

  /** What is known of the rack up to the time that was judged, besides its samples. */
  public Evidence evidence(Judged judged) throws IOException {
    return StoredEvidence.read(
        samples,
        judged.campaign(),
        judged.rack(),
        judged.plan(),
        judged.scorecard().scoredToMillis());
  }
}
