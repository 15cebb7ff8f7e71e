package io.rackproof.collector.metrics;

import static io.rackproof.collector.metrics.ExpositionWriter.labels;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.PlanUnits;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.plan.SignalText;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.measure.Unit;

/**
 * What campaigns tell: verdicts, what was measured against which limit, phases and notes. Collects
 * the series of one answer; not thread safe.
 */
final class CampaignSeries {

  /** Of a campaign, the newest: each is a series, and Prometheus keeps every series. */
  static final int MOST_NOTES = 20;

  /** Characters of a note; the campaign's page has all of it. */
  static final int MOST_NOTE_LENGTH = 200;

  private final Map<String, Map<SortedMap<String, String>, Double>> series = new LinkedHashMap<>();

  /** Takes what one rack of one campaign tells. */
  void add(Judged judged) {
    Campaign campaign = judged.campaign();
    Scorecard card = judged.scorecard();
    SortedMap<String, String> of = labels("rack", judged.rack(), "campaign", campaign.id());
    put("rackproof_campaign_info", told(of, campaign), 1);
    put("rackproof_campaign_start_timestamp_seconds", of, campaign.startMillis() / 1e3);
    double recommendation =
        switch (card.recommendation()) {
          case DECLINE -> -1;
          case UNDECIDED -> 0;
          case EXERCISE -> 1;
        };
    put("rackproof_campaign_recommendation", of, recommendation);
    card.score().ifPresent(score -> put("rackproof_campaign_score", of, score));
    put("rackproof_campaign_decided_ratio", of, card.decided());
    phases(of, judged);
    notes(of, campaign.annotations());
    for (CriterionResult result : card.criteria()) {
      verdict(of, result);
    }
    for (Criterion criterion : judged.plan().criteria()) {
      limits(of, criterion);
    }
  }

  private static SortedMap<String, String> told(SortedMap<String, String> of, Campaign campaign) {
    return with(
        of,
        "plan",
        campaign.planName(),
        "attempt",
        Integer.toString(campaign.attempt()),
        "state",
        campaign.state().name().toLowerCase(Locale.ROOT));
  }

  /** Phases that are on; one that is the whole campaign tells nothing. */
  private void phases(SortedMap<String, String> of, Judged judged) {
    for (PhaseSpan span : judged.scorecard().phases()) {
      boolean whole =
          judged.plan().phases().stream()
              .anyMatch(p -> p.name().equals(span.phase()) && p.entry() instanceof Phase.Whole);
      if (!span.finished() && !whole) {
        put("rackproof_campaign_phase", with(of, "phase", span.phase()), 1);
      }
    }
  }

  private void notes(SortedMap<String, String> of, List<Annotation> all) {
    for (int i = Math.max(0, all.size() - MOST_NOTES); i < all.size(); i++) {
      Annotation note = all.get(i);
      String text = note.text();
      put(
          "rackproof_campaign_note_timestamp_seconds",
          with(
              of,
              "number",
              Integer.toString(i + 1),
              "author",
              note.author(),
              "text",
              text.length() <= MOST_NOTE_LENGTH
                  ? text
                  : text.substring(0, text.offsetByCodePoints(0, beforeCut(text))) + "…"),
          note.timeMillis() / 1e3);
    }
  }

  /** Code points that fit, so that no character is cut in two. */
  private static int beforeCut(String text) {
    return text.codePointCount(0, MOST_NOTE_LENGTH) - 1;
  }

  private void verdict(SortedMap<String, String> of, CriterionResult result) {
    SortedMap<String, String> id = with(of, "criterion", result.id());
    put(
        "rackproof_criterion_verdict",
        with(
            id,
            "gate",
            Boolean.toString(result.gate()),
            "title",
            result.title(),
            "area",
            result.area()),
        number(result.verdict()));
    if (result.members().isEmpty()) {
      return;
    }
    MemberResult worst = result.members().get(0);
    worst
        .value()
        .ifPresent(
            value -> put("rackproof_criterion_value", with(id, "unit", result.unit()), value));
    double coverage = 1;
    for (MemberResult member : result.members()) {
      coverage = Math.min(coverage, member.coverage());
    }
    put("rackproof_criterion_coverage_ratio", id, coverage);
  }

  private static double number(Verdict verdict) {
    return switch (verdict) {
      case FAIL -> 0;
      case INCONCLUSIVE -> 1;
      case MARGINAL -> 2;
      case PASS -> 3;
    };
  }

  private void limits(SortedMap<String, String> of, Criterion criterion) {
    SortedMap<String, String> id = with(of, "criterion", criterion.id());
    bounds(
        "rackproof_criterion_limit",
        with(id, "unit", criterion.limit().unitText()),
        criterion.limit(),
        criterion.limit().unit());
    if (criterion.signal().isPresent() && criterion.signalLimit().isPresent()) {
      SignalOf signal = criterion.signal().get();
      bounds(
          "rackproof_criterion_signal_limit",
          with(id, "signal", SignalText.of(signal.expression())),
          criterion.signalLimit().get(),
          signal.unit());
    }
  }

  /** Both ends in a unit: an end that is not there is no series, and both in one is one. */
  private void bounds(String name, SortedMap<String, String> id, Limit limit, Unit<?> unit) {
    boolean exact = limit.low() == limit.high();
    end(name, with(id, "bound", exact ? "exact" : "low"), limit.low(), limit, unit);
    if (!exact) {
      end(name, with(id, "bound", "high"), limit.high(), limit, unit);
    }
  }

  private void end(
      String name, SortedMap<String, String> labels, double end, Limit limit, Unit<?> unit) {
    if (Double.isFinite(end)) {
      // A bare 0 is 0 in any unit.
      boolean bare = limit.isZero() && !PlanUnits.compatible(limit.unit(), unit);
      put(name, labels, bare ? 0 : PlanUnits.converter(limit.unit(), unit).convert(end));
    }
  }

  private void put(String name, SortedMap<String, String> labels, double value) {
    series.computeIfAbsent(name, unused -> new LinkedHashMap<>()).put(labels, value);
  }

  /** The same labels and more; empty ones are none. */
  private static SortedMap<String, String> with(SortedMap<String, String> of, String... more) {
    SortedMap<String, String> all = new TreeMap<>(of);
    all.putAll(labels(more));
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** Writes all of them, with what the catalogue says of each. */
  void write(ExpositionWriter out, Catalogue catalogue) {
    series.forEach((name, values) -> out.own(catalogue, name, values));
  }
}
