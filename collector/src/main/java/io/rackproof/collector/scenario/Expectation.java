package io.rackproof.collector.scenario;

import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a criterion must come to.
 *
 * @param id of the criterion
 * @param labels that tell which member is meant; empty for the criterion as a whole, whose value is
 *     that of its worst member
 * @param value in the unit of the limit
 * @param within how far the value may be off, in the same unit
 * @param members how many there are
 * @param reason a text that stands in the reason
 */
record Expectation(
    String id,
    Map<String, String> labels,
    Optional<Verdict> verdict,
    OptionalDouble value,
    double within,
    OptionalInt members,
    Optional<String> reason) {

  Expectation {
    labels = Map.copyOf(labels);
  }

  /** What is not as expected, one sentence each. */
  List<String> differences(CriterionResult result) {
    List<String> differences = new ArrayList<>();
    if (members.isPresent() && members.getAsInt() != result.members().size()) {
      differences.add(
          "expected " + members.getAsInt() + " members, there are " + result.members().size());
    }
    Verdict actual = result.verdict();
    String told = result.reason();
    Optional<MemberResult> member = result.members().stream().findFirst();
    if (!labels.isEmpty()) {
      member = result.members().stream().filter(this::isMeant).findFirst();
      if (member.isEmpty()) {
        differences.add("there is no member with " + labels + "; " + members(result));
        return prefixed(differences);
      }
      actual = member.get().verdict();
      told = member.get().reason();
    }
    if (verdict.isPresent() && verdict.get() != actual) {
      differences.add("expected " + verdict.get() + ", is " + told);
    }
    if (value.isPresent()) {
      compareValue(member, result.unit(), told).ifPresent(differences::add);
    }
    if (reason.isPresent() && !told.contains(reason.get())) {
      differences.add("expected the reason to contain '" + reason.get() + "', is " + told);
    }
    return prefixed(differences);
  }

  private List<String> prefixed(List<String> differences) {
    return differences.stream().map(d -> id + ": " + d).toList();
  }

  private Optional<String> compareValue(Optional<MemberResult> member, String unit, String told) {
    OptionalDouble actual = member.map(MemberResult::value).orElse(OptionalDouble.empty());
    double wanted = value.orElse(Double.NaN);
    if (actual.isPresent() && Math.abs(actual.getAsDouble() - wanted) <= within) {
      return Optional.empty();
    }
    String is = actual.isPresent() ? Double.toString(actual.getAsDouble()) : "none (" + told + ")";
    return Optional.of(
        "expected the value "
            + wanted
            + (within > 0 ? " within " + within : "")
            + (unit.isEmpty() ? "" : " " + unit)
            + ", is "
            + is);
  }

  private boolean isMeant(MemberResult member) {
    return labels.entrySet().stream()
        .allMatch(l -> l.getValue().equals(member.labels().getOrDefault(l.getKey(), "")));
  }

  private static String members(CriterionResult result) {
    return result.members().isEmpty()
        ? "there are none at all"
        : "there are "
            + String.join(
                ", ", result.members().stream().limit(5).map(m -> m.labels().toString()).toList())
            + (result.members().size() > 5 ? " and others" : "");
  }
}
