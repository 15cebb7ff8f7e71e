package io.rackproof.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of whole numbers as people write them: {@code 1-16,144,200-205}. */
final class Numbers {

  private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:\\s*-\\s*(\\d{1,9}))?");

  private Numbers() {}

  /**
   * The numbers in order, each once.
   *
   * @throws IllegalArgumentException when it is no list of numbers between the bounds (inclusive)
   */
  static List<Integer> parse(String text, int least, int most) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher range = PART.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException("expected numbers such as 1-16,144, not '" + text + "'");
      }
      int low = Integer.parseInt(range.group(1));
      int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
      if (low < least || high > most || low > high) {
        throw new IllegalArgumentException(
            "'" + part.strip() + "' is not within " + least + "-" + most);
      }
      for (int number = low; number <= high; number++) {
        numbers.add(number);
      }
    }
    return new ArrayList<>(numbers);
  }
}
