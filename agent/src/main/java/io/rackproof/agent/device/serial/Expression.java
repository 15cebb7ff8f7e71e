package io.rackproof.agent.device.serial;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression; two are equal when they are written alike. */
public final class Expression {

  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  private final Pattern pattern;

  private Expression(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException when it is none
   */
  public static Expression of(String text) {
    try {
      return new Expression(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1),
          e);
    }
  }

  /** How many groups it has. */
  public int groups() {
    return pattern.matcher("").groupCount();
  }

  /** The names of its named groups, in order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    Matcher each = NAMED_GROUP.matcher(pattern.pattern());
    while (each.find()) {
      names.add(each.group(1));
    }
    return names;
  }

  Matcher in(String text) {
    return pattern.matcher(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression expression
        && expression.pattern.pattern().equals(pattern.pattern());
  }

  @Override
  public int hashCode() {
    return pattern.pattern().hashCode();
  }

  /** {@code /T=([0-9]+)/}. */
  @Override
  public String toString() {
    return "/" + pattern + "/";
  }
}
