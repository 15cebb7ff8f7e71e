package io.rackproof.collector.compare;

import io.rackproof.collector.compare.Candidate.Measure;
import io.rackproof.collector.report.Condition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether values may be set against each other; if not, why. */
final class Alike {

  /** Surroundings that differ by more make a difference that is not the racks'. */
  private static final double MOST_KELVIN = 2;

  private static final double MOST_HUMIDITY = 0.1;

  private Alike() {}

  /** Why a criterion of one candidate is not that of another; empty when it is. */
  static Optional<String> whyNot(Candidate first, Measure own, Candidate second, Measure other) {
    if (!first.planHash().equals(second.planHash())) {
      Optional<String> differs =
          differs("limit", own.limit(), other.limit())
              .or(() -> differs("statistic", own.statistic(), other.statistic()))
              .or(() -> differs("phase", own.phase(), other.phase()))
              .or(() -> differs("unit", own.unit(), other.unit()))
              .or(() -> signalDiffers(own.signal(), other.signal()));
      if (differs.isPresent()) {
        return Optional.of("other plan version: " + differs.get());
      }
    }
    return unfinished(first).or(() -> unfinished(second)).or(() -> conditions(first, second));
  }

  private static Optional<String> differs(String what, String own, String other) {
    return own.equals(other)
        ? Optional.empty()
        : Optional.of(what + " differs (" + own + " against " + other + ")");
  }

  private static Optional<String> signalDiffers(String own, String other) {
    return own.equals(other) ? Optional.empty() : Optional.of("signal differs");
  }

  private static Optional<String> unfinished(Candidate candidate) {
    return candidate.outcome().equals("COMPLETED")
        ? Optional.empty()
        : Optional.of(
            "the run of "
                + candidate.rack().id()
                + " is "
                + (candidate.outcome().equals("ERROR")
                    ? "ended by an error"
                    : candidate.outcome().toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> conditions(Candidate first, Candidate second) {
    for (Condition own : first.conditions()) {
      for (Condition other : second.conditions()) {
        double most = own.unit().equals("1") ? MOST_HUMIDITY : MOST_KELVIN;
        if (own.metric().equals(other.metric()) && Math.abs(own.mean() - other.mean()) > most) {
          return Optional.of(
              "other conditions: " + own.name() + " " + text(own) + " against " + text(other));
        }
      }
    }
    return Optional.empty();
  }

  /** {@code 24.1 °C}, {@code 45 %}. */
  static String text(Condition condition) {
    return condition.unit().equals("1")
        ? Math.round(100 * condition.mean()) + " %"
        : String.format(Locale.ROOT, "%.1f %s", condition.mean(), condition.unit());
  }

  /** Why no value of a column may be set against one of the first; empty when all may. */
  static Optional<String> whyNot(List<Candidate> firsts, List<Candidate> others, String id) {
    for (Candidate first : firsts) {
      for (Candidate other : others) {
        Optional<Measure> own = first.measure(id);
        Optional<Measure> second = other.measure(id);
        if (own.isPresent() && second.isPresent()) {
          Optional<String> why = whyNot(first, own.get(), other, second.get());
          if (why.isPresent()) {
            return why;
          }
        }
      }
    }
    return Optional.empty();
  }
}
