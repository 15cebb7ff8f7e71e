package io.rackproof.collector.plan;

import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a criterion comes to its value. */
public sealed interface Method {

  /** The statistic for people: {@code mean over 10s}. */
  String text();

  /** The signal that is judged, and drawn; empty for what a person enters. */
  Optional<SignalOf> signal();

  /**
   * The statistic of a signal.
   *
   * @param over length of a rolling window; empty to judge the phase as a whole
   * @param inside the interval that {@code time-outside} and {@code longest-outside} measure
   *     against
   * @param sustained only a stretch outside the limit of this length or longer fails
   * @param comparison what the statistic is told relative to; empty for its own value
   */
  record Statistical(
      SignalOf of,
      Statistic statistic,
      Optional<Duration> over,
      Optional<Limit> inside,
      Optional<Duration> sustained,
      Optional<Comparison> comparison)
      implements Method {

    @Override
    public Optional<SignalOf> signal() {
      return Optional.of(of);
    }

    @Override
    public String text() {
      String window = over.map(w -> " over " + Durations.format(w)).orElse("");
      String stretch = sustained.map(d -> ", sustained " + Durations.format(d)).orElse("");
      String interval = inside.map(i -> " of " + i.text()).orElse("");
      String relative = comparison.map(c -> ", " + c.text()).orElse("");
      return statistic.text() + interval + window + stretch + relative;
    }
  }

  /**
   * How a signal answers to an event.
   *
   * @param trigger the event: the moment at which this condition begins to hold
   * @param baseline the mean over this time before the event is what the signal was
   * @param settles the band around the baseline, or the limit, in which the signal has recovered; a
   *     limit that every value keeps where the plan gives none, which only overshoot and undershoot
   *     may
   * @param hold the signal must stay in the band this long to have recovered; zero for until the
   *     end of what is observed
   * @param observe what comes later than this after an event is not looked at; empty to look until
   *     the next event or the end of the phase
   * @param value what is told of each event
   * @param repeats events that must have been seen
   */
  record StepResponse(
      SignalOf of,
      Condition trigger,
      Duration baseline,
      Band settles,
      Duration hold,
      Optional<Duration> observe,
      StepValue value,
      int repeats)
      implements Method {

    @Override
    public Optional<SignalOf> signal() {
      return Optional.of(of);
    }

    @Override
    public String text() {
      return value.text() + " after " + trigger.text();
    }
  }

  /** What is told of the answer to an event. */
  enum StepValue {
    /** Seconds from the event to when the signal is in the band to stay: an interval. */
    RECOVERY("time to recover"),
    /** How far the signal rose above its baseline, in the unit of a difference. */
    OVERSHOOT("overshoot"),
    /** How far the signal fell below its baseline, in the unit of a difference. */
    UNDERSHOOT("undershoot");

    private final String text;

    StepValue(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** A signal inside a limit. */
  record Condition(SignalOf signal, Limit limit) {
    public String text() {
      return signal.text() + " " + limit.text();
    }
  }

  /** Where a signal counts as recovered. */
  sealed interface Band {
    String text();

    /** At most a share of the baseline away from it: {@code within 10 % of baseline}. */
    record Relative(String text, double share) implements Band {}

    /**
     * At most a distance away from the baseline: {@code within 2 K of baseline}.
     *
     * @param distance its {@code high} is the distance, in the unit of a difference
     */
    record Absolute(String text, Limit distance) implements Band {}

    /** At or above a share of the baseline: {@code >= 90 % of baseline}; or at or below one. */
    record Share(String text, double share, boolean atLeast) implements Band {}

    /** Inside a limit, whatever the baseline was. */
    record Fixed(Limit limit) implements Band {
      @Override
      public String text() {
        return limit.text();
      }
    }
  }

  /**
   * The upper confidence bound of the ratio of errors to bits: by exposure, 3/(ratio × bits) at 95
   * %.
   *
   * @param of counter of errors
   * @param bits rate of bits in bit/s, integrated over the judged time, or a counter of bits or
   *     bytes, of which the increase is taken
   * @param confidence 0.95
   */
  record BitErrors(SignalOf of, SignalOf bits, double confidence) implements Method {
    @Override
    public Optional<SignalOf> signal() {
      return Optional.of(of);
    }

    @Override
    public String text() {
      return "bit error ratio";
    }
  }

  /**
   * A person inspects, or reads a measuring device, and enters the outcome.
   *
   * @param instruction what to look at
   * @param measured whether a value is entered that the limit is compared with, rather than a
   *     verdict
   */
  record Manual(String instruction, boolean measured) implements Method {
    @Override
    public Optional<SignalOf> signal() {
      return Optional.empty();
    }

    @Override
    public String text() {
      return measured ? "measured by hand" : "inspection";
    }
  }

  /**
   * Each expected link must be seen: a member of an info signal with these labels.
   *
   * @param of the signal, 1 for each neighbour that is seen
   * @param port labels that name an end; another member with the same end is wrong cabling
   * @param links the wiring plan, each link a set of labels and their values
   */
  record Wiring(SignalOf of, List<String> port, List<java.util.SortedMap<String, String>> links)
      implements Method {
    public Wiring {
      port = List.copyOf(port);
      links = List.copyOf(links);
    }

    @Override
    public Optional<SignalOf> signal() {
      return Optional.of(of);
    }

    @Override
    public String text() {
      return "cabling against the wiring plan";
    }
  }
}
