package io.rackproof.collector.web;

import io.rackproof.collector.score.Verdict;
import java.util.Locale;

/**
 * A verdict for people: word, sign and colour each tell it alone.
 *
 * @param css class of the colour
 * @param sign one character
 */
public record VerdictView(String word, String css, String sign) {

  /** The same in the word of another language. */
  VerdictView named(String translated) {
    return new VerdictView(translated, css, sign);
  }

  static VerdictView of(Verdict verdict) {
    String sign =
        switch (verdict) {
          case PASS -> "✓";
          case MARGINAL -> "△";
          case INCONCLUSIVE -> "?";
          case FAIL -> "✕";
        };
    return new VerdictView(verdict.name(), verdict.name().toLowerCase(Locale.ROOT), sign);
  }
}
