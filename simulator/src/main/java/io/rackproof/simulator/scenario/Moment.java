package io.rackproof.simulator.scenario;

import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point of time in a run: a share of its duration, or a time from its start.
 *
 * @param share of the duration; 0 when absolute
 * @param fixed from the start; zero when a share
 * @param latest never later than this
 */
record Moment(double share, Duration fixed, Optional<Duration> latest) {

  private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");

  /**
   * Reads {@code 15 %} or {@code 90s}.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static Moment parse(String text) {
    Matcher matcher = SHARE.matcher(text.strip());
    if (matcher.matches()) {
      double share = Double.parseDouble(matcher.group(1)) / 100;
      if (share > 1) {
        throw new IllegalArgumentException("a run ends at 100 %, '" + text + "' never comes");
      }
      return new Moment(share, Duration.ZERO, Optional.empty());
    }
    return new Moment(
        0,
        Durations.parse(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a share of the run such as 15 %, or a time such as 90s, not '"
                            + text
                            + "'")),
        Optional.empty());
  }

  Moment notAfter(Optional<Duration> limit) {
    return new Moment(share, fixed, limit);
  }

  /** Seconds from the start of a run of some length. */
  double seconds(Duration run) {
    double seconds = share * run.toMillis() / 1_000 + fixed.toMillis() / 1_000.0;
    return latest.map(l -> Math.min(seconds, l.toMillis() / 1_000.0)).orElse(seconds);
  }
}
