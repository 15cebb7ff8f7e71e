package io.rackproof.collector.scenario;

import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a series in the notation of Prometheus' rule tests, and a little more. Separated by
 * spaces, each stands for a run of samples one interval apart:
 *
 * <pre>
 *   5            one sample
 *   5x3          5 5 5 5: itself and three more
 *   100+10x3     100 110 120 130
 *   _ _x3        one, three times nothing
 *   stale        a sample without a value: it ends what the one before it held
 *   5x10m 5+1x1h as many as there are in ten minutes, in an hour
 *   5x*          to the end of the scenario
 * </pre>
 */
record Values(List<Run> runs) {

  private static final String NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";

  private static final Pattern RUN =
      Pattern.compile(
          "(?:(?<missing>_)|(?<stale>stale)|(?<first>"
              + NUMBER
              + ")(?<step>[-+](?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)?)"
              + "(?:x(?:(?<end>\\*)|(?<count>\\d+)|(?<time>\\d[\\w.]*)))?");

  private static final int MOST = 10_000_000;

  /** What a run holds. */
  enum Kind {
    MISSING,
    STALE,
    VALUE
  }

  /**
   * Samples in a row.
   *
   * @param samples how many; -1 for to the end
   */
  record Run(Kind kind, double first, double step, int samples) {}

  /** Takes a sample; no value for one that is stale. */
  interface Sink {
    void accept(long timeMillis, OptionalDouble value);
  }

  Values {
    runs = List.copyOf(runs);
  }

  /**
   * Reads the notation.
   *
   * @throws IllegalArgumentException telling the first part that is none
   */
  static Values parse(String text, Duration interval) {
    List<Run> runs = new ArrayList<>();
    for (String part : text.strip().split("\\s+", -1)) {
      Matcher matcher = RUN.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'" + part + "' is no run of values such as 5x10, 100+1x60, 5x10m, 5x*, _x3 or stale");
      }
      runs.add(run(part, matcher, interval));
    }
    for (int i = 0; i + 1 < runs.size(); i++) {
      if (runs.get(i).samples() < 0) {
        throw new IllegalArgumentException("nothing can follow 'x*', which goes on to the end");
      }
    }
    return new Values(runs);
  }

  private static Run run(String part, Matcher matcher, Duration interval) {
    Kind kind =
        matcher.group("missing") != null
            ? Kind.MISSING
            : matcher.group("stale") != null ? Kind.STALE : Kind.VALUE;
    double first = kind == Kind.VALUE ? Double.parseDouble(matcher.group("first")) : Double.NaN;
    double step = matcher.group("step") == null ? 0 : Double.parseDouble(matcher.group("step"));
    return new Run(kind, first, step, samples(part, kind, matcher, interval));
  }

  private static int samples(String part, Kind kind, Matcher matcher, Duration interval) {
    if (matcher.group("end") != null) {
      return -1;
    }
    long samples = 1;
    if (matcher.group("count") != null) {
      String count = matcher.group("count");
      samples = count.length() > 9 ? Long.MAX_VALUE : Long.parseLong(count);
      // As in Prometheus: the value itself and that many more; of nothing, that many.
      samples = kind == Kind.VALUE && samples < MOST ? samples + 1 : samples;
    } else if (matcher.group("time") != null) {
      Duration time =
          Durations.parse(matcher.group("time"))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'" + part + "' ends in no count and no duration such as 10m"));
      samples = time.toMillis() / interval.toMillis();
    }
    if (samples > MOST) {
      throw new IllegalArgumentException("'" + part + "' has more than " + MOST + " samples");
    }
    return (int) samples;
  }

  /** Hands out the samples from a time on, one interval apart; {@code x*} ends before the end. */
  void forEach(long startMillis, long endMillis, Duration interval, Sink sink) {
    long time = startMillis;
    long apart = interval.toMillis();
    for (Run run : runs) {
      for (int i = 0; run.samples() < 0 ? time < endMillis : i < run.samples(); i++) {
        if (run.kind() != Kind.MISSING) {
          sink.accept(
              time,
              run.kind() == Kind.STALE
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(run.first() + i * run.step()));
        }
        time += apart;
      }
    }
  }
}
