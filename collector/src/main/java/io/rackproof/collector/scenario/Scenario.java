package io.rackproof.collector.scenario;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * A campaign on a rack that is not there, and what its verdicts must be.
 *
 * @param name for people
 * @param line of the file at which it stands, from 1
 * @param timeline of the campaign, which has ended
 * @param scoredToMillis up to when it is judged; its end for a whole campaign
 * @param scripts of its series; series without the label {@code rack} get that of the timeline
 * @param losses stretches in which batches were lost
 * @param clockOffsets of the agent
 * @param references what other racks reached
 * @param expectations in the order of the file
 * @param others verdicts of the criteria that no expectation names; empty for any
 * @param recommendation that is expected; empty for any
 * @param score that is expected, 0 to 100; empty for any
 */
public record Scenario(
    String name,
    int line,
    Timeline timeline,
    long scoredToMillis,
    List<Script> scripts,
    List<Evidence.Lost> losses,
    List<Evidence.ClockOffset> clockOffsets,
    List<Reference> references,
    List<Expectation> expectations,
    Set<Verdict> others,
    Optional<Recommendation> recommendation,
    OptionalDouble score) {

  private static final double SCORE_TOLERANCE = 0.05;

  public Scenario {
    scripts = List.copyOf(scripts);
    losses = List.copyOf(losses);
    clockOffsets = List.copyOf(clockOffsets);
    references = List.copyOf(references);
    expectations = List.copyOf(expectations);
    others = Set.copyOf(others);
  }

  /** How many criteria are looked at. */
  public int checked(Plan plan) {
    return others.isEmpty()
        ? (int) expectations.stream().map(Expectation::id).distinct().count()
        : plan.criteria().size();
  }

  /** What is not as expected, one sentence each; empty when the plan judges as expected. */
  public List<String> differences(Plan plan) {
    Scorecard card = new Scorer(plan).score(timeline, evidence(), scoredToMillis);
    Map<String, CriterionResult> results = new HashMap<>();
    card.criteria().forEach(c -> results.put(c.id(), c));
    List<String> differences = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (Expectation expectation : expectations) {
      named.add(expectation.id());
      Optional.ofNullable(results.get(expectation.id()))
          .ifPresent(result -> differences.addAll(expectation.differences(result)));
    }
    if (!others.isEmpty()) {
      for (CriterionResult result : card.criteria()) {
        if (!named.contains(result.id()) && !others.contains(result.verdict())) {
          differences.add(result.id() + ": expected " + words(others) + ", is " + result.reason());
        }
      }
    }
    if (recommendation.isPresent() && recommendation.get() != card.recommendation()) {
      differences.add(
          "expected the recommendation "
              + recommendation.get()
              + ", is "
              + card.recommendation()
              + ": "
              + String.join("; ", card.reasons()));
    }
    compareScore(card).ifPresent(differences::add);
    return differences;
  }

  private Optional<String> compareScore(Scorecard card) {
    if (score.isEmpty()) {
      return Optional.empty();
    }
    double off = Math.abs(card.score().orElse(Double.NaN) - score.getAsDouble());
    return off <= SCORE_TOLERANCE
        ? Optional.empty()
        : Optional.of(
            "expected the score "
                + score.getAsDouble()
                + ", is "
                + (card.score().isPresent()
                    ? Double.toString(card.score().getAsDouble())
                    : "none"));
  }

  private static String words(Set<Verdict> verdicts) {
    return String.join(" or ", EnumSet.copyOf(verdicts).stream().map(Verdict::toString).toList());
  }

  private Evidence evidence() {
    List<SeriesSamples> series = new ArrayList<>();
    Map<Series, Instrument> instruments = new HashMap<>();
    for (Script script : scripts) {
      Map<String, String> labels = new TreeMap<>(script.series().labels());
      labels.putIfAbsent("rack", timeline.rack());
      Series whole = Series.of(script.series().metric(), labels);
      Script placed =
          new Script(whole, script.from(), script.interval(), script.values(), script.instrument());
      series.add(placed.samples(timeline.startMillis(), timeline.endMillis().orElseThrow()));
      if (script.instrument().hasAccuracy()) {
        instruments.put(whole, script.instrument());
      }
    }
    return new Evidence(series, losses, clockOffsets, instruments, references);
  }
}
