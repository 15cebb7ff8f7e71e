package io.rackproof.collector.recorded;

import io.rackproof.document.Nearest;
import io.rackproof.wire.Quality;
import java.util.Arrays;

/** Qualities as recordings write them: {@code out-of-range} or its code. */
final class Qualities {

  private Qualities() {}

  /**
   * Reads a quality; an empty text is good.
   *
   * @throws IllegalArgumentException with the nearest that there is
   */
  static Quality parse(String text) {
    if (text.isBlank()) {
      return Quality.GOOD;
    }
    try {
      return Quality.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no quality."
              + Nearest.hint(
                  text.strip(), Arrays.stream(Quality.values()).map(Quality::label).toList())
              + " Codes are 0 to "
              + Quality.HIGHEST_CODE
              + ".",
          e);
    }
  }
}
