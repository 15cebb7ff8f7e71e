package io.rackproof.collector.score;

import io.rackproof.collector.plan.DecisionPolicy;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a campaign's decision still waits for.
 *
 * @param criteria how many the plan has
 * @param open ids of the criteria whose verdict may change or is not decided yet
 * @param retest ids of those that cannot pass any more in this campaign
 * @param decidableAtMillis when the last of the open ones will be decided, if good samples come
 *     until then; empty when none is open, or when no time alone decides one
 * @param notBeforeMillis before it not all of the open ones can be decided; empty when none is open
 * @param waits what is missing, with the ids of the criteria that wait for it
 * @param deadline the last day of the option; empty when the plan does not say
 * @param late whether the option ends before all can be decided
 */
public record Remaining(
    int criteria,
    List<String> open,
    List<String> retest,
    OptionalLong decidableAtMillis,
    OptionalLong notBeforeMillis,
    List<Wait> waits,
    Optional<LocalDate> deadline,
    boolean late) {

  private static final long DAY_MILLIS = 86_400_000;

  /** Texts in a sentence, at most; the others are counted. */
  private static final int MOST_TOLD = 3;

  /** Something that some criteria wait for. */
  public record Wait(String what, List<String> criteria) {
    public Wait {
      criteria = List.copyOf(criteria);
    }
  }

  public Remaining {
    open = List.copyOf(open);
    retest = List.copyOf(retest);
    waits = List.copyOf(waits);
  }

  public static Remaining of(Scorecard card, DecisionPolicy policy) {
    List<String> open = new ArrayList<>();
    List<String> retest = new ArrayList<>();
    Map<String, List<String>> waits = new LinkedHashMap<>();
    long decidable = card.scoredToMillis();
    long notBefore = card.scoredToMillis();
    boolean known = true;
    for (CriterionResult criterion : card.criteria()) {
      Outlook outlook = criterion.outlook();
      if (outlook.state() == Outlook.State.RETEST) {
        retest.add(criterion.id());
      } else if (outlook.state() == Outlook.State.OPEN) {
        open.add(criterion.id());
        waits.computeIfAbsent(outlook.waitsFor(), w -> new ArrayList<>()).add(criterion.id());
        known &= outlook.decidableAtMillis().isPresent();
        decidable = Math.max(decidable, outlook.decidableAtMillis().orElse(decidable));
        notBefore = Math.max(notBefore, outlook.notBeforeMillis().orElse(notBefore));
      }
    }
    boolean any = !open.isEmpty();
    long earliest = Math.max(decidable, notBefore);
    return new Remaining(
        card.criteria().size(),
        open,
        retest,
        any && known ? OptionalLong.of(decidable) : OptionalLong.empty(),
        any ? OptionalLong.of(earliest) : OptionalLong.empty(),
        waits.entrySet().stream().map(w -> new Wait(w.getKey(), w.getValue())).toList(),
        policy.deadline(),
        any && policy.deadline().map(day -> earliest >= endOf(day)).orElse(false));
  }

  private static long endOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() + DAY_MILLIS;
  }

  /** Whether times of a campaign are told with their date. */
  public static boolean isDated(Scorecard card) {
    return card.scoredToMillis() - card.startMillis() > DAY_MILLIS;
  }

  /**
   * For people: {@code 3 of 15 criteria are open; decidable at 14:20:00Z; needs …}; empty when
   * nothing is open and nothing takes a retest.
   *
   * @param dated whether times are told with their date
   */
  public String sentence(boolean dated) {
    List<String> parts = new ArrayList<>();
    if (!open.isEmpty()) {
      parts.add(
          (open.size() == criteria ? "all " + criteria : open.size() + " of " + criteria)
              + (criteria == 1 ? " criterion is open" : " criteria are open"));
      if (decidableAtMillis.isPresent()) {
        parts.add("decidable at " + Texts.time(decidableAtMillis.getAsLong(), dated));
      } else {
        notBeforeMillis.ifPresent(
            time -> parts.add("decidable at " + Texts.time(time, dated) + " at the earliest"));
      }
      List<String> needs = waits.stream().limit(MOST_TOLD).map(Remaining::need).toList();
      int more = waits.size() - needs.size();
      parts.add(
          "needs " + String.join("; ", needs) + (more > 0 ? "; and " + more + " more things" : ""));
    }
    if (!retest.isEmpty()) {
      parts.add(
          String.join(", ", retest)
              + " cannot be decided any more in this campaign: "
              + (retest.size() == 1 ? "it takes" : "they take")
              + " a retest");
    }
    return String.join("; ", parts);
  }

  private static String need(Wait wait) {
    List<String> ids = wait.criteria();
    String some =
        ids.size() <= MOST_TOLD
            ? String.join(", ", ids)
            : String.join(", ", ids.subList(0, MOST_TOLD - 1))
                + " and "
                + (ids.size() - MOST_TOLD + 1)
                + " others";
    return wait.what() + " (" + some + ")";
  }

  /** A warning that the option ends too early; empty when it does not. */
  public String warning() {
    if (!late) {
      return "";
    }
    return "The option ends on "
        + deadline.map(LocalDate::toString).orElse("")
        + ", before all criteria can be decided ("
        + Texts.time(notBeforeMillis.orElse(0), true)
        + " at the earliest)";
  }
}
