package io.rackproof.collector.web;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Outlook;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A criterion as the live page shows it: the figures are those of its worst member.
 *
 * @param elementId of its part of the page
 * @param outlook when it can be decided, and what it waits for; empty when its verdict stands
 * @param disposition of a waiver; empty for none
 * @param drawn whether it has a signal, whose course is drawn
 * @param member the labels of the worst member, for people; empty when there is one without labels
 */
public record CriterionView(
    String id,
    String elementId,
    String title,
    VerdictView verdict,
    boolean provisional,
    boolean gate,
    String phase,
    String statistic,
    String limit,
    String value,
    String margin,
    boolean outside,
    String coverage,
    String member,
    int members,
    String reason,
    String outlook,
    String source,
    String rationale,
    String disposition,
    boolean drawn) {

  static CriterionView of(
      CriterionResult result, Optional<Criterion> criterion, String disposition, boolean dated) {
    Optional<MemberResult> worst = result.members().stream().findFirst();
    String unit = result.unit();
    return new CriterionView(
        result.id(),
        "c-" + result.id(),
        result.title(),
        VerdictView.of(result.verdict()),
        result.outlook().state() == Outlook.State.OPEN,
        result.gate(),
        result.phase(),
        signs(result.statistic()),
        signs(result.limit()),
        worst.map(m -> Figures.format(m.value(), unit)).orElse("–"),
        worst
            .map(m -> Figures.format(m.margin(), CriterionResult.differenceUnit(unit)))
            .orElse("–"),
        worst.stream().anyMatch(m -> m.margin().orElse(0) < 0),
        worst.map(m -> Figures.percent(m.coverage())).orElse("–"),
        worst.map(m -> name(m.labels())).orElse(""),
        result.members().size(),
        signs(withoutVerdict(result)),
        signs(result.outlook().sentence(dated)),
        criterion.map(Criterion::source).orElse(""),
        criterion.map(Criterion::rationale).orElse(""),
        disposition,
        criterion.flatMap(Criterion::signal).isPresent());
  }

  /** The badge beside it tells the verdict already. */
  private static String withoutVerdict(CriterionResult result) {
    String prefix = result.verdict().name() + ": ";
    return result.reason().startsWith(prefix)
        ? result.reason().substring(prefix.length())
        : result.reason();
  }

  static String signs(String text) {
    return text.replace("<=", "≤").replace(">=", "≥");
  }

  /** Labels for people: the values that tell members of one rack apart, {@code pdu-a L1}. */
  static String name(Map<String, String> labels) {
    String device = labels.getOrDefault("device", "");
    String rest =
        labels.entrySet().stream()
            .filter(l -> !l.getKey().equals("rack") && !l.getKey().equals("role"))
            .filter(l -> !l.getKey().equals("device"))
            .map(l -> isNumber(l.getValue()) ? l.getKey() + " " + l.getValue() : l.getValue())
            .collect(Collectors.joining(" "));
    return (device + " " + rest).strip();
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
  }
}
