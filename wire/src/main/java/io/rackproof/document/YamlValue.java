package io.rackproof.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a file, read as the type that its key wants. A value of another type is reported and
 * replaced by a stand-in of the right type; so is a missing one, silently, since {@link
 * YamlMap#require} has reported it.
 */
public final class YamlValue {

  private static final Pattern SECRET = Pattern.compile("\\$\\{(file|env):([^}]+)}");

  private final String file;
  private final String path;
  private final @Nullable Node node;
  private final Problems problems;
  private final YamlMap.Mark at;

  YamlValue(String file, String path, @Nullable Node node, Problems problems) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.problems = problems;
    this.at = node == null ? new YamlMap.Mark(0, 0) : YamlMap.Mark.of(node.getStartMark());
  }

  /** Reports a mistake at this value; nothing when the value is a stand-in for a missing one. */
  public void report(String message) {
    if (node != null) {
      problems.add(new Problem(file, at.line(), at.column(), path, message));
    }
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public boolean isText() {
    return node instanceof ScalarNode;
  }

  /** True for a stand-in: the key was missing, which has been reported. */
  public boolean isMissing() {
    return node == null;
  }

  /** The line of the value, from 1; 0 for a stand-in. */
  public int line() {
    return at.line();
  }

  /** The path of the value in its file, {@code devices[2].modbus.unit}. */
  public String path() {
    return path;
  }

  /** Any scalar as it is written, without quotes; a stand-in is empty. */
  public String text() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    report("expected one value, not " + kind());
    return "";
  }

  /** A text with at least one character. */
  public String nonEmpty() {
    String text = text();
    if (text.isEmpty() && isText()) {
      report("must not be empty");
    }
    return text;
  }

  /**
   * A text in which {@code ${file:PATH}} and {@code ${env:NAME}} are replaced by the (trimmed)
   * content of the file, relative to the directory of this document, or by the variable.
   */
  public String secret() {
    Matcher matcher = SECRET.matcher(text());
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String value;
      if (matcher.group(1).equals("env")) {
        value = System.getenv(name);
        if (value == null) {
          report("the environment variable " + name + " is not set");
          value = "";
        }
      } else {
        value = secretFile(name);
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  private String secretFile(String name) {
    Path secret = Path.of(file).resolveSibling(name);
    try {
      return Files.readString(secret).strip();
    } catch (IOException e) {
      report("the file " + secret + " cannot be read");
      return "";
    }
  }

  /** A whole number, decimal or {@code 0x…}, between two bounds (inclusive). */
  public long integer(long least, long most) {
    String text = text();
    if (!isText()) {
      return least;
    }
    try {
      long number = Long.decode(text.replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
      report("must be between " + least + " and " + most + ", not " + text);
    } catch (NumberFormatException e) {
      report("expected a whole number, not '" + text + "'");
    }
    return least;
  }

  /** A finite number. */
  public double number() {
    String text = text();
    if (!isText()) {
      return 0;
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below, as an infinite number is
    }
    report("expected a number, not '" + text + "'");
    return 0;
  }

  /** {@code true} or {@code false}. */
  public boolean bool() {
    String text = text();
    if (isText() && !text.equals("true") && !text.equals("false")) {
      report("expected true or false, not '" + text + "'");
    }
    return text.equals("true");
  }

  /** A duration with its unit: {@code 500ms}, {@code 1s}, {@code 15m}, {@code 4h}, {@code 7d}. */
  public Duration duration() {
    String text = text();
    if (!isText()) {
      return Duration.ZERO;
    }
    return Durations.parse(text)
        .orElseGet(
            () -> {
              report("expected a duration such as 500ms, 1s, 15m or 4h, not '" + text + "'");
              return Duration.ZERO;
            });
  }

  /** One of a closed set of words; a mistyped one is reported with the nearest. */
  public String oneOf(String... words) {
    String text = text();
    if (!isText() || Arrays.asList(words).contains(text)) {
      return isText() ? text : words[0];
    }
    report("'" + text + "' is not valid here." + Nearest.hint(text, Arrays.asList(words)));
    return words[0];
  }

  /** A constant of an enum, written in lower case with hyphens. */
  public <E extends Enum<E>> E oneOf(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String[] words =
        Arrays.stream(constants)
            .map(c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toArray(String[]::new);
    String word = oneOf(words);
    return constants[Arrays.asList(words).indexOf(word)];
  }

  /** A text that a parser turns into something; its IllegalArgumentException is reported. */
  public <T> @Nullable T parsed(Function<String, T> parser) {
    String text = text();
    if (!isText()) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      report(e.getMessage() == null ? "'" + text + "' is not valid here" : e.getMessage());
      return null;
    }
  }

  /** A mapping; an empty one when it is something else. */
  public YamlMap map() {
    if (node instanceof MappingNode mapping) {
      return new YamlMap(file, path, mapping, problems);
    }
    report("expected keys and values, not " + kind());
    return new YamlMap(file, path, at, new Problems());
  }

  /** A list, or the one value alone as a list of one. */
  public List<YamlValue> list() {
    List<YamlValue> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      int index = 0;
      for (Node item : sequence.getValue()) {
        items.add(new YamlValue(file, path + "[" + index++ + "]", item, problems));
      }
    } else if (node != null) {
      items.add(this);
    }
    return items;
  }

  /** A mapping of names to plain texts, such as labels. */
  public Map<String, String> texts() {
    YamlMap map = map();
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    for (String key : map.keys()) {
      texts.put(key, map.require(key).text());
    }
    return texts;
  }

  private String kind() {
    if (node instanceof MappingNode) {
      return "keys and values";
    }
    return node instanceof SequenceNode ? "a list" : "'" + (isText() ? text() : "") + "'";
  }
}
