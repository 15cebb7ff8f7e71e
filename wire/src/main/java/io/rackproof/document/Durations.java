package io.rackproof.document;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a number and a unit, also combined ({@code 1h30m}). */
public final class Durations {

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*");

  private Durations() {}

  /** The duration, or empty when the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = PART.matcher(text.strip());
    Duration total = Duration.ZERO;
    int end = 0;
    while (matcher.lookingAt()) {
      double amount = Double.parseDouble(matcher.group(1));
      long unitMillis =
          switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
          };
      total = total.plusMillis(Math.round(amount * unitMillis));
      end = matcher.end();
      matcher.region(end, matcher.regionEnd());
    }
    return end > 0 && end == text.strip().length() ? Optional.of(total) : Optional.empty();
  }

  /** The shortest text that reads back as the same duration: {@code 90s} is {@code 1m30s}. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    String[] units = {"d", "h", "m", "s", "ms"};
    for (int i = 0; i < sizes.length; i++) {
      if (millis >= sizes[i]) {
        text.append(millis / sizes[i]).append(units[i]);
        millis %= sizes[i];
      }
    }
    return text.toString();
  }
}
