package io.rackproof.collector.score;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The traces that a report draws: of each criterion those of its worst members. */
public final class WorstTraces {

  /** Of a criterion; more of them in one plot cannot be told apart. */
  public static final int MOST = 12;

  private WorstTraces() {}

  /**
   * Picks them, the worst first.
   *
   * @param traces by criterion id
   */
  public static Map<String, List<Trace>> of(Scorecard scorecard, Map<String, List<Trace>> traces) {
    Map<String, List<Trace>> worst = new LinkedHashMap<>();
    for (CriterionResult result : scorecard.criteria()) {
      List<Trace> all = traces.get(result.id());
      if (all != null) {
        worst.put(result.id(), of(result, all));
      }
    }
    return worst;
  }

  private static List<Trace> of(CriterionResult result, List<Trace> traces) {
    Map<Map<String, String>, Integer> ranks = new HashMap<>();
    for (MemberResult member : result.members()) {
      ranks.putIfAbsent(member.labels(), ranks.size());
    }
    return traces.stream()
        .sorted(
            (a, b) ->
                Integer.compare(
                    ranks.getOrDefault(a.labels(), Integer.MAX_VALUE),
                    ranks.getOrDefault(b.labels(), Integer.MAX_VALUE)))
        .limit(MOST)
        .toList();
  }
}
