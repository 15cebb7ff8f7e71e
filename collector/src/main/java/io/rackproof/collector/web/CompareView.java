package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.compare.By;
import io.rackproof.collector.compare.Column;
import io.rackproof.collector.compare.Comparison;
import io.rackproof.collector.compare.Spread;
import io.rackproof.collector.report.Figures;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.report.SheetWords;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A comparison as its page shows it, with what may be chosen, in one language.
 *
 * @param language its tag, as in {@code lang="fr"}
 * @param words of the language
 * @param by the name of what makes a column
 * @param query what was asked for, without the language, to be asked for again
 */
public record CompareView(
    String language,
    SheetWords words,
    String by,
    String query,
    List<Head> columns,
    List<Row> rows,
    List<String> notes,
    List<Choice> choices) {

  /**
   * @param runs campaign and rack of each run, for links
   */
  public record Head(
      String name, List<Run> runs, String verdicts, String proven, String conditions) {}

  public record Run(String campaign, String rack, String plan, String outcome) {}

  public record Row(String id, String title, List<Cell> cells) {}

  /**
   * @param counts of verdicts when the column has several racks; empty for one
   * @param spread of several values; empty for one
   * @param delta with its sign; empty in the first column; a dash where it would mislead
   */
  public record Cell(
      Optional<VerdictView> verdict,
      String counts,
      String value,
      String spread,
      String limit,
      String delta,
      String why) {}

  /**
   * @param value as the address has it: campaign, slash, rack
   */
  public record Choice(String value, String label, boolean chosen) {}

  /** Makes one of the words and figures of a language. */
  private record Maker(SheetWords words, Figures figures) {

    Head head(Column column) {
      return new Head(
          words.translated(column.name()),
          column.candidates().stream()
              .map(
                  c ->
                      new Run(
                          c.campaign(),
                          c.rack().id(),
                          words.translated(c.plan()),
                          words.say("compare.outcome." + c.outcome())))
              .toList(),
          words.counts(column.verdicts()),
          column.proven(words),
          column.conditions().isEmpty()
              ? words.say("compare.not-told")
              : column.conditions().stream()
                  .map(words::condition)
                  .collect(Collectors.joining(", ")));
    }

    Row row(Comparison.Row row) {
      return new Row(
          row.id(), row.title(), row.cells().stream().map(c -> cell(c, row.unit())).toList());
    }

    Cell cell(Comparison.Cell cell, String unit) {
      Optional<Spread> values = cell.values();
      int racks = cell.verdicts().values().stream().mapToInt(Integer::intValue).sum();
      String delta = "";
      if (cell.delta().isPresent()) {
        String sign = cell.delta().getAsDouble() > 0 ? "+" : "";
        delta = sign + figures.difference(cell.delta(), unit);
      } else if (!cell.whyNoDelta().isEmpty()) {
        delta = Figures.NONE;
      }
      return new Cell(
          cell.worst().map(v -> VerdictView.of(v).named(words.word(v))),
          racks > 1 ? words.counts(cell.verdicts()) : "",
          values.map(v -> words.quantity(OptionalDouble.of(v.mean()), unit)).orElse(Figures.NONE),
          values.filter(v -> v.n() > 1).map(this::spread).orElse(""),
          limit(cell),
          delta,
          words.translated(cell.whyNoDelta()));
    }

    private String limit(Comparison.Cell cell) {
      if (cell.limit().isEmpty()) {
        return words.say("compare.limits-differ");
      }
      String limit = words.translated(figures.limit(cell.limit()));
      return cell.limit().equals("inspection") ? limit : words.say("plot.limit", limit);
    }

    /** {@code n 3, 29.8 .. 30.4, s 0.21}. */
    private String spread(Spread values) {
      return words.say("compare.n")
          + " "
          + values.n()
          + ", "
          + number(values.min())
          + " .. "
          + number(values.max())
          + (values.deviation().isPresent()
              ? ", " + words.say("compare.s") + " " + number(values.deviation().getAsDouble())
              : "");
    }

    private String number(double value) {
      return words.quantity(OptionalDouble.of(value), "");
    }

    Choice choice(Campaign campaign, String rack, List<String> chosen) {
      return new Choice(
          campaign.id() + "/" + rack,
          words.say("compare.run", rack, campaign.id())
              + " ("
              + campaign.planName()
              + ", "
              + words.say("compare.outcome." + campaign.state().name())
              + ")",
          chosen.contains(campaign.id()) || chosen.contains(campaign.id() + "/" + rack));
    }
  }

  /**
   * @param chosen as {@code of} of the address names them
   * @param query the address' own, without the language
   */
  static CompareView of(
      Optional<Comparison> comparison,
      By by,
      List<Campaign> campaigns,
      List<String> chosen,
      String query,
      Language language) {
    Maker maker = new Maker(SheetWords.in(language), Figures.in(language));
    return new CompareView(
        language.tag(),
        maker.words(),
        by.name().toLowerCase(Locale.ROOT),
        query,
        comparison.stream().flatMap(c -> c.columns().stream()).map(maker::head).toList(),
        comparison.stream().flatMap(c -> c.rows().stream()).map(maker::row).toList(),
        comparison.map(Comparison::notes).orElse(List.of()).stream()
            .map(maker.words()::translated)
            .toList(),
        campaigns.stream()
            .flatMap(c -> c.racks().stream().map(rack -> maker.choice(c, rack, chosen)))
            .toList());
  }

  /** Where the page is in the other languages, by their tags. */
  public Map<String, String> elsewhere() {
    return language.equals("fr") ? Map.of("en", "In English") : Map.of("fr", "En français");
  }
}
