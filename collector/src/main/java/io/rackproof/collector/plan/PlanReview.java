package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks for what is allowed in a plan and yet is likely not meant. */
public final class PlanReview {

  private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final double LEAST_COVERAGE = 0.9;

  private final Plan plan;
  private final Problems found = new Problems();
  private final YamlMap root;

  private PlanReview(Plan plan, String name) throws InvalidDocumentException {
    this.plan = plan;
    this.root = YamlFile.parse(name, plan.text(), found);
  }

  /**
   * What is found, by line.
   *
   * @param name of the file, for messages
   */
  public static List<Finding> of(Plan plan, String name) {
    try {
      PlanReview review = new PlanReview(plan, name);
      review.review();
      return review.found.list().stream().map(Finding::of).toList();
    } catch (InvalidDocumentException e) {
      throw new IllegalStateException("a plan that was read is YAML", e);
    }
  }

  private void review() {
    CriterionReview criteria = new CriterionReview(plan, Catalogue.load());
    List<YamlValue> items = root.require("criteria").list();
    for (int i = 0; i < items.size(); i++) {
      criteria.review(items.get(i).map(), plan.criteria().get(i));
    }
    coverage();
    accuracies();
    members();
    interval();
    phases();
    signals();
    weights();
  }

  private void coverage() {
    List<String> gates = ids(Criterion::gate);
    if (plan.coverage() < LEAST_COVERAGE && !gates.isEmpty()) {
      Finding.warn(
          at("requires", "coverage"),
          "gates pass although nothing is known of "
              + Math.round(100 * (1 - plan.coverage()))
              + " % of their time: ask for 90 % or more");
    }
  }

  /** Nothing guards a verdict where no accuracy is known, and a profile may well know none. */
  private void accuracies() {
    Set<String> unknown = new TreeSet<>();
    for (Criterion criterion : plan.criteria()) {
      if (criterion.accuracy().isEmpty() && criterion.method() instanceof Method.Statistical) {
        for (SignalOf signal : criterion.signals()) {
          unknown.addAll(signal.expression().metrics());
        }
      }
    }
    unknown.removeAll(plan.accuracies().keySet());
    if (plan.decisionRule() == DecisionRule.GUARDED && !unknown.isEmpty()) {
      Finding.note(
          root.get("decision-rule").orElse(root.require("plan")),
          "the rule is 'guarded', and the plan gives no accuracy for "
              + some(unknown)
              + ": their verdicts are guarded only where the devices' profiles give one");
    }
  }

  private void members() {
    List<String> gates =
        ids(
            c ->
                c.gate()
                    && c.members().isEmpty()
                    && (c.method() instanceof Method.Statistical
                        || c.method() instanceof Method.StepResponse));
    if (!gates.isEmpty()) {
      Finding.note(
          root.require("criteria"),
          "no 'members' for the gates "
              + some(gates)
              + ": a device that never answers is not missed");
    }
  }

  private void interval() {
    List<String> fine =
        ids(
            c ->
                c.method() instanceof Method.StepResponse
                    || (c.method() instanceof Method.Statistical s
                        && s.statistic().kind() == StatisticKind.PERCENTILE));
    if (plan.interval().isEmpty() && !fine.isEmpty()) {
      Finding.note(
          root.get("requires").orElse(root.require("plan")),
          "no 'interval', so it is not known whether polling is fine enough for " + some(fine));
    }
  }

  private void phases() {
    Set<String> used = new TreeSet<>();
    for (Criterion criterion : plan.criteria()) {
      used.add(criterion.phase());
      if (criterion.method() instanceof Method.Statistical s
          && s.comparison().orElse(null) instanceof Comparison.WithPhase other) {
        used.add(other.phase());
      }
    }
    boolean timedIsUsed = false;
    List<Phase> phases = new ArrayList<>(plan.phases());
    java.util.Collections.reverse(phases);
    for (Phase phase : phases) {
      boolean timed = phase.entry() instanceof Phase.Timed;
      YamlValue at = at("phases", phase.name());
      // A timed phase also says when the next one begins.
      if (!used.contains(phase.name()) && !(timed && timedIsUsed)) {
        Finding.warn(at, "no criterion is judged in this phase");
      }
      timedIsUsed |= timed && used.contains(phase.name());
      if (phase.entry() instanceof Phase.ByHand && phase.duration().isEmpty()) {
        Finding.note(
            at, "has no 'duration': when nobody ends it, it lasts to the end of the campaign");
      }
    }
  }

  /** Names that nothing else in the plan mentions. */
  private void signals() {
    Map<String, Long> mentioned = new TreeMap<>();
    texts(root.require("criteria"), mentioned);
    texts(root.require("phases"), mentioned);
    root.get("signals").ifPresent(v -> texts(v, mentioned));
    for (String key : List.of("signals", "metrics")) {
      root.get(key)
          .filter(YamlValue::isMap)
          .ifPresent(
              value ->
                  value.map().keys().stream()
                      .filter(name -> !mentioned.containsKey(name))
                      .forEach(
                          name -> Finding.warn(value.map().require(name), "nothing reads it")));
    }
    Set<String> read = plan.metrics();
    for (String metric : new TreeSet<>(plan.accuracies().keySet())) {
      if (!read.contains(metric)) {
        Finding.warn(at("accuracy", metric), "no criterion and no phase reads this metric");
      }
    }
  }

  private static void texts(YamlValue value, Map<String, Long> words) {
    if (value.isMap()) {
      YamlMap map = value.map();
      map.keys().forEach(key -> texts(map.require(key), words));
    } else if (value.isList()) {
      value.list().forEach(item -> texts(item, words));
    } else if (value.isText()) {
      WORD.matcher(value.text())
          .results()
          .forEach(word -> words.merge(word.group(), 1L, Long::sum));
    }
  }

  private void weights() {
    double all = plan.criteria().stream().mapToDouble(Criterion::weight).sum();
    List<Criterion> heavy = plan.criteria().stream().filter(c -> c.weight() > all / 2).toList();
    if (plan.criteria().size() > 2 && !heavy.isEmpty()) {
      Finding.warn(
          root.require("criteria"),
          "more than half of the score is " + heavy.get(0).id() + " alone");
    }
    if (ids(Criterion::gate).isEmpty()) {
      Finding.note(root.require("criteria"), "there is no gate: no single failure blocks the rack");
    }
    if (root.get("decide").isEmpty()) {
      Finding.warn(
          root.require("plan"),
          "no 'decide': the option is exercised at any score, once all is decided");
    }
  }

  private List<String> ids(java.util.function.Predicate<Criterion> wanted) {
    return plan.criteria().stream().filter(wanted).map(Criterion::id).toList();
  }

  /** The value of a key of a key, or what is nearest to it in the file. */
  private YamlValue at(String key, String inner) {
    return root.get(key)
        .filter(YamlValue::isMap)
        .flatMap(v -> v.map().get(inner))
        .or(() -> root.get(key))
        .orElse(root.require("plan"));
  }

  static String some(java.util.Collection<String> names) {
    int most = 6;
    String first = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
  }
}
