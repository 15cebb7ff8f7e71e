package io.rackproof.collector.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic as a plan writes it.
 *
 * @param text {@code mean}, {@code p95}, {@code time-outside}
 * @param kind which
 * @param share of the covered time for a percentile, 0 to 1; 0 for the others
 */
public record Statistic(String text, StatisticKind kind, double share) {

  private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d+)?)");

  /**
   * Reads a statistic.
   *
   * @throws IllegalArgumentException naming the nearest valid one
   */
  public static Statistic parse(String text) {
    Matcher percentile = PERCENTILE.matcher(text);
    if (percentile.matches() && Double.parseDouble(percentile.group(1)) > 0) {
      return new Statistic(
          text, StatisticKind.PERCENTILE, Double.parseDouble(percentile.group(1)) / 100);
    }
    for (StatisticKind kind : StatisticKind.values()) {
      if (kind != StatisticKind.PERCENTILE && word(kind).equals(text)) {
        return new Statistic(text, kind, 0);
      }
    }
    List<String> words =
        Arrays.stream(StatisticKind.values())
            .map(kind -> kind == StatisticKind.PERCENTILE ? "p95" : word(kind))
            .toList();
    throw new IllegalArgumentException(
        "'" + text + "' is no statistic." + io.rackproof.document.Nearest.hint(text, words));
  }

  private static String word(StatisticKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
