package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.report.Decided;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import io.rackproof.collector.score.WithWaivers;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A campaign on one of its racks as its live page shows it: all texts ready, nothing left to
 * compute.
 *
 * @param remaining what is still missing, and when all can be decided; empty for nothing
 * @param warning that the option ends before; empty when it does not
 * @param decision what people decided about the rack
 * @param withWaivers what the policy says with waivers; empty when none is in force
 * @param option the day on which the option ends; empty when the plan tells none
 */
public record CampaignView(
    String id,
    String rack,
    String plan,
    String planVersion,
    String state,
    boolean running,
    VerdictView verdict,
    String recommendation,
    String recommendationCss,
    String score,
    String decided,
    String start,
    String end,
    String elapsed,
    String scoredTo,
    Map<String, Long> counts,
    List<String> reasons,
    String remaining,
    String warning,
    List<PhaseView> phases,
    List<AreaView> areas,
    String decision,
    String withWaivers,
    String option,
    CourseView course) {

  private static final int TIME_LINE = 1000;

  static CampaignView of(Judged judged, List<Campaign> attempts, long nowMillis, LocalDate today) {
    Campaign campaign = judged.campaign();
    Scorecard card = judged.scorecard();
    Decided decided = Decided.of(campaign, card, judged.plan().policy(), today);
    Remaining remaining = Remaining.of(card, judged.plan().policy());
    boolean running = campaign.state() == State.RUNNING;
    return new CampaignView(
        campaign.id(),
        judged.rack(),
        judged.plan().title(),
        judged.plan().name() + " version " + judged.plan().version(),
        Outcomes.word(campaign.state()),
        running,
        VerdictView.of(card.verdict()),
        sentence(card.recommendation()),
        card.recommendation().name().toLowerCase(Locale.ROOT),
        Figures.format(card.score(), ""),
        Figures.percent(card.decided()),
        Figures.dateTime(campaign.startMillis()),
        campaign.endMillis().isPresent() ? Figures.dateTime(campaign.endMillis().getAsLong()) : "",
        Figures.duration(campaign.endMillis().orElse(nowMillis) - campaign.startMillis()),
        Figures.time(card.scoredToMillis()) + " UTC",
        counts(card),
        card.reasons().stream().map(CriterionView::signs).toList(),
        CriterionView.signs(remaining.sentence(Remaining.isDated(card))),
        remaining.warning(),
        phases(judged.plan(), card),
        areas(judged.plan(), card, decided),
        Outcomes.sentence(decided, card),
        decided.withWaivers().map(CampaignView::withWaivers).orElse(""),
        judged.plan().policy().deadline().map(LocalDate::toString).orElse(""),
        CourseView.of(campaign, judged.plan(), attempts, judged.rack(), today));
  }

  private static String withWaivers(WithWaivers with) {
    return Summary.recommendation(with.recommendation())
        + " – "
        + String.join("; ", with.reasons());
  }

  private static String sentence(Recommendation recommendation) {
    String text = Summary.recommendation(recommendation);
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** How many criteria have each verdict, worst first. */
  private static Map<String, Long> counts(Scorecard card) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      counts.put(
          verdict.name().toLowerCase(Locale.ROOT),
          card.criteria().stream().filter(c -> c.verdict() == verdict).count());
    }
    return counts;
  }

  private static List<PhaseView> phases(Plan plan, Scorecard card) {
    long start = card.startMillis();
    long length = Math.max(1, card.scoredToMillis() - start);
    List<PhaseView> views = new ArrayList<>();
    for (Phase phase : plan.phases()) {
      List<PhaseSpan> spans =
          card.phases().stream().filter(s -> s.phase().equals(phase.name())).toList();
      boolean on = spans.stream().anyMatch(s -> !s.finished());
      String state = on ? "on" : spans.isEmpty() ? "not yet" : "done";
      if (spans.isEmpty() && card.complete()) {
        state = "did not happen";
      }
      views.add(
          new PhaseView(
              phase.name(),
              state,
              on,
              spans.stream()
                  .map(
                      s -> {
                        long x = (s.startMillis() - start) * TIME_LINE / length;
                        long judged =
                            (Math.min(s.judgedFromMillis(), s.endMillis()) - start)
                                * TIME_LINE
                                / length;
                        long end = (s.endMillis() - start) * TIME_LINE / length;
                        return new PhaseView.Span(x, judged - x, Math.max(2, end - x));
                      })
                  .toList()));
    }
    return views;
  }

  private static List<AreaView> areas(Plan plan, Scorecard card, Decided decided) {
    Map<String, List<CriterionView>> byArea = new LinkedHashMap<>();
    for (CriterionResult result : card.criteria()) {
      byArea
          .computeIfAbsent(result.area(), area -> new ArrayList<>())
          .add(
              CriterionView.of(
                  result,
                  plan.criterion(result.id()),
                  decided.of(result.id()).text(),
                  Remaining.isDated(card)));
    }
    return byArea.entrySet().stream().map(e -> new AreaView(e.getKey(), e.getValue())).toList();
  }
}
