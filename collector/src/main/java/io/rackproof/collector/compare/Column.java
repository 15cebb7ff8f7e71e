package io.rackproof.collector.compare;

import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.report.SheetWords;
import io.rackproof.collector.score.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What stands in one column: one or more racks.
 *
 * @param name of the lot, site, generation, rack or run
 * @param candidates whose values count
 * @param racks how many different racks they are
 */
public record Column(String name, List<Candidate> candidates, int racks) {

  /** So many prove little, whatever their verdicts. */
  private static final int FEW = 3;

  public Column {
    candidates = List.copyOf(candidates);
  }

  /**
   * Puts candidates into columns, in the order in which they come. In a lot, site or generation
   * each rack counts once, by its latest run; by rack all its runs count.
   *
   * @param notes gets what is to be told of it
   */
  static List<Column> of(List<Candidate> candidates, By by, List<String> notes) {
    Map<String, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      groups.computeIfAbsent(by.columnOf(candidate), n -> new ArrayList<>()).add(candidate);
    }
    List<Column> columns = new ArrayList<>();
    groups.forEach(
        (name, all) -> {
          LinkedHashSet<String> racks = new LinkedHashSet<>();
          all.forEach(c -> racks.add(c.rack().id()));
          boolean latest = by != By.RUN && by != By.RACK && racks.size() < all.size();
          if (latest) {
            notes.add(name + ": of a rack with several runs the latest counts");
          }
          columns.add(new Column(name, latest ? latest(all) : all, racks.size()));
        });
    return columns;
  }

  private static List<Candidate> latest(List<Candidate> all) {
    Map<String, Candidate> latest = new LinkedHashMap<>();
    for (Candidate candidate : all) {
      latest.merge(
          candidate.rack().id(),
          candidate,
          (known, next) -> next.startMillis() >= known.startMillis() ? next : known);
    }
    return List.copyOf(latest.values());
  }

  /** How many candidates have each verdict, worst first; those that none has are left out. */
  public Map<Verdict, Integer> verdicts() {
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      int count = (int) candidates.stream().filter(c -> c.verdict() == verdict).count();
      if (count > 0) {
        counts.put(verdict, count);
      }
    }
    return counts;
  }

  /** The mean of each condition over the candidates that tell it. */
  public List<Condition> conditions() {
    Map<String, List<Double>> means = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      for (Condition condition : candidate.conditions()) {
        means.computeIfAbsent(condition.metric(), m -> new ArrayList<>()).add(condition.mean());
      }
    }
    return means.entrySet().stream()
        .map(e -> Condition.of(e.getKey(), Spread.of(e.getValue()).mean()))
        .toList();
  }

  /** How many of its racks pass in one of their runs. */
  int passed() {
    return (int)
        candidates.stream()
            .filter(c -> c.verdict() == Verdict.PASS)
            .map(c -> c.rack().id())
            .distinct()
            .count();
  }

  /** What so few racks prove, for people and, with plain spaces, for terminals. */
  public String proven() {
    return proven(SheetWords.in(Language.EN)).replace('\u00A0', ' ');
  }

  /** The same in another language. */
  public String proven(SheetWords words) {
    int passed = passed();
    String counted = words.say("compare.passes." + (racks == 1 ? "one" : "other"), passed, racks);
    if (passed < racks) {
      return counted;
    }
    return counted
        + words.say("compare.reliability", words.percent(reliability(racks)))
        + (racks <= FEW ? words.say("compare.little") : "");
  }

  /** The share of racks that pass, of which n passes in n trials leave 5 % doubt: 0.05^(1/n). */
  static double reliability(int n) {
    return Math.pow(0.05, 1.0 / n);
  }
}
