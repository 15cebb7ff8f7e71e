package io.rackproof.collector.web;

import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.report.Decided;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Remaining;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One criterion of a campaign on one rack as its own page shows it.
 *
 * @param signal as the plan writes it; empty for what a person enters
 * @param previous id of the criterion before it; empty for none
 * @param next id of the one after it
 */
public record CriterionPage(
    String campaign,
    String rack,
    CriterionView criterion,
    String signal,
    List<Member> members,
    String previous,
    String next) {

  /** Shown in the table; a criterion of a large group has hundreds. */
  private static final int MOST_MEMBERS = 200;

  /**
   * @param number from 1, worst first
   * @param worst when it was at its worst, for people; empty for never
   * @param worstMillis the same for the plot; 0 for never
   */
  public record Member(
      int number,
      String name,
      VerdictView verdict,
      String value,
      String margin,
      String coverage,
      long samples,
      String worst,
      long worstMillis,
      String reason) {}

  static CriterionPage of(
      Judged judged, Criterion criterion, CriterionResult result, LocalDate today) {
    List<CriterionResult> all = judged.scorecard().criteria();
    int place = all.indexOf(result);
    List<Member> members = new ArrayList<>();
    for (MemberResult member : result.members()) {
      if (members.size() < MOST_MEMBERS) {
        members.add(member(members.size() + 1, member, result.unit()));
      }
    }
    return new CriterionPage(
        judged.campaign().id(),
        judged.rack(),
        CriterionView.of(
            result,
            Optional.of(criterion),
            Decided.of(judged.campaign(), judged.scorecard(), judged.plan().policy(), today)
                .of(result.id())
                .text(),
            Remaining.isDated(judged.scorecard())),
        criterion.signal().map(SignalOf::text).orElse(""),
        members,
        place > 0 ? all.get(place - 1).id() : "",
        place + 1 < all.size() ? all.get(place + 1).id() : "");
  }

  private static Member member(int number, MemberResult member, String unit) {
    String name = CriterionView.name(member.labels());
    return new Member(
        number,
        name.isEmpty() ? "the rack" : name,
        VerdictView.of(member.verdict()),
        Figures.format(member.value(), unit),
        Figures.format(member.margin(), CriterionResult.differenceUnit(unit)),
        Figures.percent(member.coverage()),
        member.samples(),
        member.worstTimeMillis().isPresent()
            ? Figures.time(member.worstTimeMillis().getAsLong())
            : "",
        member.worstTimeMillis().orElse(0),
        CriterionView.signs(member.reason()));
  }
}
