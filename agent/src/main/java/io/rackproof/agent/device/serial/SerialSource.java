package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Source;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A part of the answer to a prompt. Points with the same prompt share one request.
 *
 * @param prompt sent to the instrument, without its terminator
 * @param part of the answer that is the value
 * @param words that stand for numbers, such as {@code ON} for 1; empty for none
 */
public record SerialSource(String prompt, Part part, Map<String, Double> words) implements Source {

  /** Which part of an answer is the value. */
  public sealed interface Part {}

  /** All of it. */
  public record Whole() implements Part {
    @Override
    public String toString() {
      return "whole answer";
    }
  }

  /**
   * @param number counts from 1
   * @param separator between fields, taken literally
   */
  public record Field(int number, String separator) implements Part {
    public Field {
      if (number < 1) {
        throw new IllegalArgumentException("fields count from 1, not " + number);
      }
      if (separator.isEmpty()) {
        throw new IllegalArgumentException("a separator has at least one character");
      }
    }

    @Override
    public String toString() {
      return "field " + number;
    }
  }

  /** What the first group of an expression matches, anywhere in the answer. */
  public record Match(Pattern pattern) implements Part {
    public Match {
      if (pattern.matcher("").groupCount() < 1) {
        throw new IllegalArgumentException(
            "needs a group in brackets around the value, such as 'T=([-0-9.]+)'");
      }
    }

    /**
     * @throws IllegalArgumentException when it is no expression or has no group
     */
    public static Match of(String expression) {
      try {
        return new Match(Pattern.compile(expression));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "not a regular expression: "
                + e.getDescription()
                + " at character "
                + (e.getIndex() + 1),
            e);
      }
    }

    @Override
    public String toString() {
      return "/" + pattern + "/";
    }
  }

  public SerialSource {
    words = java.util.Collections.unmodifiableMap(new TreeMap<>(words));
  }

  @Override
  public String toString() {
    return "'" + prompt + "' " + part;
  }
}
