package io.rackproof.collector.score;

import io.rackproof.collector.plan.Accuracy;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.SeriesTail;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rack judged by one plan while its samples come in. What will not change any more is taken
 * over by {@link #commit} and its samples are forgotten, so that a campaign costs the memory of its
 * windows; however the samples are cut into pieces, the verdicts are the same to the last bit. Not
 * thread safe.
 */
public final class Scoring {

  private static final long DAY_MILLIS = 86_400_000;
  private static final int MOST_SEEN = 4;
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final Plan plan;
  private final Set<String> metrics;
  private final String planHash;
  private final long start;
  private final long gap;
  private final Signals signals;
  private final SeriesTail[] tails;

  /** Numbers by object: each batch of a connection brings the same ones again. */
  private final IdentityHashMap<Series, Integer> seen;

  private final List<WhenPhase> whenPhases = new ArrayList<>();
  private final List<CriterionScoring> criteria = new ArrayList<>();
  private final Traces traces;

  /** Criteria are taken over up to here; conditions of phases may be further on. */
  private long committedTo = Long.MIN_VALUE;

  /** Conditions of phases are taken over up to here. */
  private long takenTo = Long.MIN_VALUE;

  /**
   * Begins.
   *
   * @param startMillis of the campaign
   * @param known the series that have any sample, good or not, in the time that will be judged,
   *     {@code max-gap} before the start included; others cost nothing and are never looked at
   */
  public Scoring(Plan plan, long startMillis, Collection<Series> known) {
    this(plan, startMillis, known, Map.of());
  }

  /**
   * Begins, with what is known of instruments; where that changes, only beginning anew takes it in.
   *
   * @param instruments behind series; what the plan says of a metric's accuracy stands in the place
   *     of theirs
   */
  public Scoring(
      Plan plan, long startMillis, Collection<Series> known, Map<Series, Instrument> instruments) {
    this.plan = plan;
    this.metrics = Set.copyOf(plan.metrics());
    this.planHash = plan.hash();
    this.start = startMillis;
    this.gap = plan.maxGap().toMillis();
    List<Series> wanted = known.stream().filter(this::isWanted).toList();
    this.signals =
        new Signals(wanted, instruments(plan, wanted, instruments), correlated(plan, wanted));
    this.seen = new IdentityHashMap<>();
    this.tails = new SeriesTail[signals.size()];
    for (int i = 0; i < tails.length; i++) {
      tails[i] = new SeriesTail();
    }
    for (Phase phase : plan.phases()) {
      if (phase.entry() instanceof Phase.When when) {
        whenPhases.add(new WhenPhase(phase, when, signals, startMillis));
      }
    }
    for (Criterion criterion : plan.criteria()) {
      criteria.add(CriterionScorings.of(plan, criterion, signals));
    }
    this.traces = new Traces(plan.criteria(), signals, startMillis);
  }

  private Scoring(Scoring other) {
    plan = other.plan;
    metrics = other.metrics;
    planHash = other.planHash;
    start = other.start;
    gap = other.gap;
    signals = other.signals;
    seen = other.seen;
    tails = new SeriesTail[other.tails.length];
    for (int i = 0; i < tails.length; i++) {
      tails[i] = other.tails[i].copy();
    }
    other.whenPhases.forEach(phase -> whenPhases.add(phase.copy()));
    other.criteria.forEach(criterion -> criteria.add(criterion.copy()));
    traces = new Traces(List.of(), signals, start);
    committedTo = other.committedTo;
    takenTo = other.takenTo;
  }

  /** A copy that goes on by itself, on the same thread, and draws nothing. */
  Scoring copy() {
    return new Scoring(this);
  }

  private static Map<Series, Instrument> instruments(
      Plan plan, List<Series> wanted, Map<Series, Instrument> known) {
    Map<Series, Instrument> instruments = new HashMap<>();
    for (Series series : wanted) {
      Instrument own = known.getOrDefault(series, Instrument.UNKNOWN);
      Accuracy accuracy = plan.accuracies().get(series.metric());
      instruments.put(series, accuracy == null ? own : Shifting.instrument(accuracy, own));
    }
    return instruments;
  }

  /** The channels of one device that the plan says share their error. */
  private static Map<Series, String> correlated(Plan plan, List<Series> wanted) {
    Map<Series, String> groups = new HashMap<>();
    for (Series series : wanted) {
      Accuracy accuracy = plan.accuracies().get(series.metric());
      if (accuracy != null && accuracy.correlated().isPresent()) {
        groups.put(series, series.label("device") + "/" + accuracy.correlated().get());
      }
    }
    return groups;
  }

  /** Whether any signal of the plan reads a series. */
  public boolean isWanted(Series series) {
    return metrics.contains(series.metric());
  }

  /** Whether a series is among those that were known at the beginning. */
  public boolean isKnown(Series series) {
    return signals.number(series) >= 0;
  }

  /** The earliest time of a sample that can matter. */
  public long from() {
    return start - gap;
  }

  /** Samples before this time were taken over; one that comes later cannot count any more. */
  public long committedTo() {
    return committedTo;
  }

  /** Nothing before this time can be added any more; not before {@link #committedTo}. */
  long takenTo() {
    return takenTo;
  }

  private int number(Series series) {
    Integer known = seen.get(series);
    if (known != null) {
      return known;
    }
    // Each connection has objects of its own.
    if (seen.size() > MOST_SEEN * tails.length) {
      seen.clear();
    }
    int number = signals.number(series);
    if (number >= 0) {
      seen.put(series, number);
    }
    return number;
  }

  /** Adds samples of known series whose time is in [from, to); others are left aside. */
  public void add(SeriesSamples samples, long fromMillis, long toMillis) {
    int number = number(samples.series());
    if (number >= 0) {
      tails[number].add(samples, Math.max(fromMillis, from()), toMillis);
    }
  }

  /**
   * Adds a sample; of two of a series at one time the one with the lower order counts.
   *
   * @return false when it cannot count any more, or its series was not known: then only beginning
   *     anew, from what is stored, takes it in
   */
  public boolean add(Series series, long timeMillis, double value, Quality quality, long order) {
    if (timeMillis < from()) {
      return true;
    }
    int number = number(series);
    if (number < 0 && !isWanted(series)) {
      return true;
    }
    if (number < 0 || timeMillis < takenTo) {
      return false;
    }
    tails[number].add(timeMillis, value, quality, order);
    return true;
  }

  /**
   * Takes over what will not change any more.
   *
   * @param timeline marks before the time are final
   * @param completeTo all samples before this time were added
   */
  public void commit(Timeline timeline, long completeTo) {
    commit(timeline, window(NEVER), completeTo);
  }

  private void commit(Timeline timeline, Window window, long completeTo) {
    long upTo = Math.max(takenTo, completeTo);
    takenTo = upTo;
    long settled = upTo;
    for (WhenPhase phase : whenPhases) {
      phase.commit(window, upTo);
      settled = Math.min(settled, phase.settledTo());
    }
    if (settled <= committedTo) {
      return;
    }
    Map<String, List<WhenPhase.Stay>> stays = new HashMap<>();
    whenPhases.forEach(phase -> stays.put(phase.phase().name(), phase.stays()));
    List<PhaseSpan> spans = new PhaseFinder(timeline, settled, false, stays).find(plan.phases());
    for (CriterionScoring criterion : criteria) {
      criterion.commit(window, spans, settled);
    }
    traces.commit(window, settled);
    committedTo = settled;
    for (SeriesTail tail : tails) {
      tail.forget(committedTo);
    }
  }

  private Window window(long to) {
    return new Window(series -> tails[series].held(start, to, gap));
  }

  /** Samples that are held in memory. */
  public long samplesHeld() {
    long held = 0;
    for (SeriesTail tail : tails) {
      held += tail.size();
    }
    return held;
  }

  /**
   * All verdicts, by what was added so far.
   *
   * @param evidence losses, clock and instruments; its series are not looked at
   * @param scoredToMillis samples before this time are judged, not earlier than what was taken
   *     over; the end of the campaign once it has one
   */
  public Scorecard judge(Timeline timeline, Evidence evidence, long scoredToMillis) {
    long to = judgedTo(timeline, scoredToMillis);
    return judge(timeline, evidence, to, window(to));
  }

  /**
   * All verdicts as {@link #judge} gives them, and then what ends before a time taken over: what
   * the signals hold is computed once for both.
   *
   * @param completeTo all samples before this time were added
   */
  Scorecard judgeAndCommit(
      Timeline timeline, Evidence evidence, long scoredToMillis, long completeTo) {
    long to = judgedTo(timeline, scoredToMillis);
    Window window = window(to);
    Scorecard scorecard = judge(timeline, evidence, to, window);
    // What is held up to the end of the window is cut there, and goes on.
    commit(timeline, window, Math.min(completeTo, to - 1));
    return scorecard;
  }

  private Scorecard judge(Timeline timeline, Evidence evidence, long to, Window window) {
    if (to < committedTo) {
      throw new IllegalArgumentException("what was taken over reaches beyond " + to);
    }
    boolean complete = timeline.endMillis().isPresent() && to >= timeline.endMillis().getAsLong();
    Map<String, List<WhenPhase.Stay>> stays = new HashMap<>();
    whenPhases.forEach(phase -> stays.put(phase.phase().name(), phase.stays(window)));
    List<PhaseSpan> spans = new PhaseFinder(timeline, to, complete, stays).find(plan.phases());
    Moment moment =
        new Moment(
            plan,
            timeline,
            signals,
            spans,
            evidence,
            complete,
            to - start > DAY_MILLIS,
            to,
            complete ? Map.of() : sureTo(stays));
    List<CriterionResult> results =
        criteria.stream().map(criterion -> criterion.judge(window, moment)).toList();
    Decision decision = Decision.of(plan.policy(), results, complete, timeline.cutShort());
    return new Scorecard(
        timeline.rack(),
        plan.name(),
        plan.version(),
        planHash,
        start,
        to,
        complete,
        spans,
        results,
        decision.score(),
        decision.decided(),
        decision.recommendation(),
        decision.reasons());
  }

  /** Where a condition has begun to fail, the phase may turn out to have ended there. */
  private static Map<String, Long> sureTo(Map<String, List<WhenPhase.Stay>> stays) {
    Map<String, Long> sureTo = new HashMap<>();
    stays.forEach(
        (phase, all) ->
            all.stream()
                .reduce((first, last) -> last)
                .filter(last -> last.turning().isPresent())
                .ifPresent(last -> sureTo.put(phase, last.turning().getAsLong())));
    return sureTo;
  }

  private long judgedTo(Timeline timeline, long scoredToMillis) {
    return Math.max(start, Math.min(scoredToMillis, timeline.endMillis().orElse(scoredToMillis)));
  }

  /**
   * The signals of all criteria over time, by criterion id, one trace for each member, each of some
   * hundred points that keep extremes and gaps. Their unit is that of the signal's limit where
   * there is one, else the signal's own.
   */
  public Map<String, List<Trace>> traces(Timeline timeline, long scoredToMillis) {
    long to = judgedTo(timeline, scoredToMillis);
    return traces.get(window(to), to);
  }
}
