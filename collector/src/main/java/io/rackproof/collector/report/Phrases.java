package io.rackproof.collector.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The words of reports in one language, out of {@code phrases_LANGUAGE.properties}. */
final class Phrases {

  private static final Map<Language, Phrases> ALL = new EnumMap<>(Language.class);

  static {
    for (Language language : Language.values()) {
      ALL.put(language, new Phrases(language));
    }
  }

  private final Language language;
  private final Properties texts;

  private Phrases(Language language) {
    this.language = language;
    this.texts = read("phrases_" + language.tag() + ".properties");
  }

  static Phrases in(Language language) {
    Phrases phrases = ALL.get(language);
    if (phrases == null) {
      throw new IllegalStateException("no phrases in " + language);
    }
    return phrases;
  }

  private static Properties read(String name) {
    Properties texts = new Properties();
    try (InputStream in = Phrases.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        texts.load(reader);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  Set<String> keys() {
    return texts.stringPropertyNames();
  }

  boolean has(String key) {
    return texts.getProperty(key) != null;
  }

  /**
   * A text, with {@code {0}}, {@code {1}}… replaced.
   *
   * @throws IllegalStateException when the language has no such text
   */
  String say(String key, Object... arguments) {
    String pattern = texts.getProperty(key);
    if (pattern == null) {
      throw new IllegalStateException("no text '" + key + "' in " + language.tag());
    }
    StringBuilder said = new StringBuilder();
    int at = 0;
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
      int close = pattern.indexOf('}', open);
      said.append(pattern, at, open);
      said.append(arguments[Integer.parseInt(pattern.substring(open + 1, close))]);
      at = close + 1;
    }
    return said.append(pattern, at, pattern.length()).toString();
  }

  /**
   * One or several of something: {@code 1 criterion}, {@code 3 criteria}.
   *
   * @param number the count as it is written
   */
  String counted(String what, long count, String number) {
    return say("count." + what + (language.isSingular(count) ? ".one" : ".other"), number);
  }
}
