package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.WorstTraces;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final Duration FOREVER = Duration.ofDays(365);

  /** One rack of one campaign: what is judged by itself. */
  record Run(String campaign, String rack) {}

  private final CampaignStore campaigns;
  private final SampleStore samples;
  private final Clock clock;
  private final List<Consumer<Judged>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong revisions = new AtomicLong();

  private final EndedCampaigns ended;
  private final Rejudging rejudging = new Rejudging();
  private volatile Runnable wake = () -> {};

  /** Held while a campaign is judged; guards {@code followed}. */
  private final ReentrantLock judging = new ReentrantLock();

  private final FollowedCampaigns followed;

  private final PublishedVerdicts published = new PublishedVerdicts();

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
    published.forget(run);
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
    RunningCampaign series = followed.get(new Run(campaign.id(), rack));
    if (series == null) {
      return judgeStored(campaign, rack, share -> {});
    }
    if (campaign.state() != State.RUNNING) {
      // What came before the end counts, judged or not.
      Set<String> unused = followed.takeWhatArrived(campaigns.all());
    }
    long late = lateArrivals(campaign, rack);
    Timeline timeline = StoredEvidence.timeline(campaign, rack);
    Scorecard scorecard = series.judge(timeline, scoredTo(campaign));
    return tell(campaign, series.plan(), scorecard, late);
  }

  private Judged judgeStored(Campaign campaign, String rack, Rejudging.Share share)
      throws IOException, InvalidDocumentException {
    long late = lateArrivals(campaign, rack);
    Plan plan = planOf(campaign);
    return tell(campaign, plan, ended.judge(campaign, rack, plan, scoredTo(campaign), share), late);
  }

  private long lateArrivals(Campaign campaign, String rack) {
    return lateArrivals.getOrDefault(new Run(campaign.id(), rack), 0L);
  }

  /**
   * @param late as it was before judging
   */
  private Judged tell(Campaign campaign, Plan plan, Scorecard scorecard, long late) {
    Run run = new Run(campaign.id(), scorecard.rack());
    Judged judged = new Judged(campaign, plan, scorecard, revisions.incrementAndGet());
    // What arrived while it was judged may not be in it: then it is told but not kept as final.
    boolean current = late == lateArrivals(campaign, scorecard.rack());
    if (campaign.state() == State.RUNNING || current) {
      published.put(run, judged);
    }
    listeners.forEach(listener -> listener.accept(judged));
    return judged;
  }

  private long scoredTo(Campaign campaign) {
    return campaign.endMillis().orElseGet(() -> Math.max(clock.millis(), campaign.startMillis()));
  }

  static Plan planOf(Campaign campaign) throws InvalidDocumentException {
    return Plan.parse(campaign.planName(), campaign.planText());
  }

  private Optional<Judged> finalResult(Run run) {
    return published.find(run).filter(j -> j.scorecard().complete());
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
    return judged(campaign, rack, FOREVER).orElseThrow();
  }

  /** As the other; empty when there are none within a time, see {@link #share}. */
  public Optional<Judged> judged(Campaign campaign, String rack, Duration patience)
      throws IOException, InvalidDocumentException {
    if (!campaign.racks().contains(rack)) {
      throw new IllegalArgumentException("campaign " + campaign.id() + " has no rack " + rack);
    }
    Optional<Judged> known = known(campaign.id(), rack);
    if (known.isPresent() && isOf(known.get(), campaign)) {
      Judged judged = known.get();
      return Optional.of(
          judged.campaign().equals(campaign)
              ? judged
              : new Judged(campaign, judged.plan(), judged.scorecard(), judged.revision()));
    }
    judging.lock();
    try {
      if (campaign.state() == State.RUNNING || isFollowed(campaign, rack)) {
        return Optional.of(judge(campaign, rack));
      }
    } finally {
      judging.unlock();
    }
    // Running campaigns go on being judged meanwhile.
    return rejudging.judge(campaign, rack, share -> judgeStored(campaign, rack, share), patience);
  }

  /**
   * From 0 to 1 how much of an ended campaign's stored samples was judged again by now; empty when
   * nobody asked for its verdicts, or they are there.
   */
  public Optional<Double> share(Campaign campaign, String rack) {
    return rejudging.share(new Run(campaign.id(), rack));
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
    return published.find(new Run(id, rack));
  }

  /** Why a campaign cannot end as completed: samples of its time were lost. Empty for none. */
  public Optional<String> fault(Campaign campaign, long toMillis) throws IOException {
    return StoredEvidence.fault(samples, campaign, toMillis);
  }

  /** The verdicts worth telling now: of running campaigns and of those that ended lately. */
  public List<Judged> current() {
    return published.endedAfter(clock.millis() - TOLD_AFTER_END.toMillis());
  }

  /** The signals of all criteria over time, by criterion id; of a running campaign up to now. */
  public Map<String, List<Trace>> traces(Judged judged) throws IOException {
    return traces(judged, true);
  }

  /** Those of the worst members alone, which a report draws. */
  public Map<String, List<Trace>> worstTraces(Judged judged) throws IOException {
    return traces(judged, false);
  }

  private Map<String, List<Trace>> traces(Judged judged, boolean all) throws IOException {
    Campaign campaign = judged.campaign();
    Run run = new Run(campaign.id(), judged.rack());
    Timeline timeline = StoredEvidence.timeline(campaign, judged.rack());
    judging.lock();
    try {
      RunningCampaign series = followed.get(run);
      if (series != null) {
        Map<String, List<Trace>> traces = series.traces(timeline, scoredTo(campaign));
        return all ? traces : WorstTraces.of(judged.scorecard(), traces);
      }
    } finally {
      judging.unlock();
    }
    return ended.traces(judged, all);
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
