package io.rackproof.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The valid word that a mistyped one was probably meant to be. */
public final class Nearest {

  private Nearest() {}

  /** The closest candidate, when one is close enough to be worth suggesting. */
  public static Optional<String> to(String word, Collection<String> candidates) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    int limit = Math.max(2, word.length() / 3);
    return bestDistance <= limit ? Optional.ofNullable(best) : Optional.empty();
  }

  /** " Did you mean 'x'?" when something is near, else " Valid are a, b, c." */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates)
        .map(near -> " Did you mean '" + near + "'?")
        .orElseGet(
            () ->
                candidates.size() <= 20 ? " Valid are " + String.join(", ", candidates) + "." : "");
  }

  /** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
  public static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        d[i][j] = swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
      }
    }
    return d[a.length()][b.length()];
  }
}
