package io.rackproof.collector.compare;

import io.rackproof.collector.compare.Candidate.Measure;
import io.rackproof.collector.score.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Racks, lots, sites or generations side by side: for each criterion a cell in each column.
 *
 * @param columns the first is what the others are set against
 * @param notes what a reader must know, most important first
 */
public record Comparison(By by, List<Column> columns, List<Row> rows, List<String> notes) {

  /**
   * @param unit that of the first column that has the criterion
   */
  public record Row(String id, String title, String unit, List<Cell> cells) {}

  /**
   * @param verdicts how many racks have each, worst first; empty when no plan here has the
   *     criterion
   * @param limit as the plans write it; empty when they differ or have none
   * @param values empty when nothing was measured, or the units differ
   * @param delta the mean minus that of the first column; empty there and where it would mislead
   * @param whyNoDelta where it would mislead: why
   */
  public record Cell(
      Map<Verdict, Integer> verdicts,
      String limit,
      Optional<Spread> values,
      OptionalDouble delta,
      String whyNoDelta) {

    /** The worst verdict of all racks. */
    public Optional<Verdict> worst() {
      return verdicts.keySet().stream().findFirst();
    }
  }

  /**
   * Sets candidates side by side.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Comparison of(List<Candidate> candidates, By by) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("nothing to compare");
    }
    List<String> notes = new ArrayList<>();
    List<Column> columns = Column.of(candidates, by, notes);
    Map<String, Measure> criteria = new LinkedHashMap<>();
    for (Column column : columns) {
      for (Candidate candidate : column.candidates()) {
        candidate.measures().forEach(m -> criteria.putIfAbsent(m.id(), m));
      }
    }
    List<Row> rows = new ArrayList<>();
    criteria.forEach((id, measure) -> rows.add(row(measure, columns)));
    notes.addAll(notes(columns));
    return new Comparison(by, columns, rows, List.copyOf(notes));
  }

  private static List<String> notes(List<Column> columns) {
    List<String> notes = new ArrayList<>();
    if (columns.stream().anyMatch(c -> c.racks() <= 3)) {
      notes.add(
          "So few racks prove little: 3 of 3 passing prove 37 % reliability at 95 % confidence,"
              + " 2 of 2 prove 22 %, one proves 5 %.");
    }
    if (columns.stream().anyMatch(c -> c.conditions().isEmpty())) {
      notes.add(
          "Not every column tells its surroundings: a delta may be of the room, not of the rack.");
    }
    return notes;
  }

  private static Row row(Measure criterion, List<Column> columns) {
    List<Cell> cells = new ArrayList<>();
    Optional<Spread> first = Optional.empty();
    for (Column column : columns) {
      List<Measure> own =
          column.candidates().stream().flatMap(c -> c.measure(criterion.id()).stream()).toList();
      Optional<Spread> values = spread(own);
      if (cells.isEmpty()) {
        first = values;
        cells.add(new Cell(verdicts(own), limit(own), values, OptionalDouble.empty(), ""));
        continue;
      }
      OptionalDouble delta = OptionalDouble.empty();
      String why = "";
      if (first.isPresent() && values.isPresent()) {
        Optional<String> misleads =
            Alike.whyNot(columns.get(0).candidates(), column.candidates(), criterion.id());
        why = misleads.orElse("");
        delta =
            misleads.isPresent()
                ? OptionalDouble.empty()
                : OptionalDouble.of(values.get().mean() - first.get().mean());
      } else if (own.isEmpty()) {
        why = "its plan has no such criterion";
      } else {
        why = values.isEmpty() ? "nothing was measured" : "the first column has no value";
      }
      cells.add(new Cell(verdicts(own), limit(own), values, delta, why));
    }
    return new Row(criterion.id(), criterion.title(), criterion.unit(), cells);
  }

  private static Map<Verdict, Integer> verdicts(List<Measure> measures) {
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      int count = (int) measures.stream().filter(m -> m.verdict() == verdict).count();
      if (count > 0) {
        counts.put(verdict, count);
      }
    }
    return counts;
  }

  private static String limit(List<Measure> measures) {
    List<String> limits = measures.stream().map(Measure::limit).distinct().toList();
    return limits.size() == 1 ? limits.get(0) : "";
  }

  /** Values in one unit; those of a column whose plans differ in it are not put together. */
  private static Optional<Spread> spread(List<Measure> measures) {
    List<Double> values =
        measures.stream()
            .filter(m -> m.value().isPresent() && Double.isFinite(m.value().getAsDouble()))
            .map(m -> m.value().getAsDouble())
            .toList();
    boolean oneUnit = measures.stream().map(Measure::unit).distinct().count() == 1;
    return values.isEmpty() || !oneUnit ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
