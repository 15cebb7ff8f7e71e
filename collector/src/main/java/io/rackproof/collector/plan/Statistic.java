package io.rackproof.collector.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic as a plan writes it.
 *
 * @param text {@code mean}, {@code p95}, {@code time-outside}; {@code spread} is the maximum of a
 *     signal that holds the largest less the smallest member of each group
 * @param kind which
 * @param share of the covered time for a percentile, 0 to 1; 0 for the others
 */
public record Statistic(String text, StatisticKind kind, double share) {

  private static final String SPREAD = "spread";
  private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d+)?)");

  /**
   * Reads a statistic; blanks and underscores may stand for hyphens.
   *
   * @throws IllegalArgumentException naming the nearest valid one
   */
  public static Statistic parse(String text) {
    String word = Signs.word(text);
    Matcher percentile = PERCENTILE.matcher(word);
    if (percentile.matches() && Double.parseDouble(percentile.group(1)) > 0) {
      return new Statistic(
          word, StatisticKind.PERCENTILE, Double.parseDouble(percentile.group(1)) / 100);
    }
    if (word.equals(SPREAD)) {
      return new Statistic(SPREAD, StatisticKind.MAX, 0);
    }
    for (StatisticKind kind : StatisticKind.values()) {
      if (kind != StatisticKind.PERCENTILE && word(kind).equals(word)) {
        return new Statistic(word, kind, 0);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no statistic." + io.rackproof.document.Nearest.hint(word, words()));
  }

  /** Every word that a criterion's {@code statistic} may be; p95 stands for all percentiles. */
  static List<String> words() {
    List<String> words = new ArrayList<>();
    for (StatisticKind kind : StatisticKind.values()) {
      words.add(kind == StatisticKind.PERCENTILE ? "p95" : word(kind));
    }
    words.add(SPREAD);
    words.add(BitErrorsReader.STATISTIC);
    words.addAll(StepReader.STATISTICS.keySet());
    return words;
  }

  /** Whether it is the spread of a group: the largest of what a rewritten signal holds. */
  boolean isSpread() {
    return text.equals(SPREAD);
  }

  private static String word(StatisticKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
