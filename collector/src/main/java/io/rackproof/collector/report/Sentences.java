package io.rackproof.collector.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sentences that scoring writes, in another language. Verdicts are stored with their reasons in
 * English, which is what is hashed and signed; a report in another language says the same out of
 * {@code sentences_LANGUAGE.txt}. What no line of it fits stays as it is: names, and what people
 * wrote.
 */
final class Sentences {

  /** Parts of a sentence within parts: bounds the work on what people wrote. */
  private static final int DEEPEST = 12;

  private static final Pattern BLANK = Pattern.compile("\\{(\\d)([!#=]?)}");
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d{4})-(\\d\\d)-(\\d\\d)T)?(\\d\\d:\\d\\d:\\d\\d)Z");
  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)");
  private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|[dhms]))+");
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|[dhms])");

  /** A time of day comes after "à", with its date before it after "le". */
  private static final Map<Pattern, String> DATED = dated();

  private static Map<Pattern, String> dated() {
    String day = " (\\d\\d/\\d\\d/\\d{4}) (?=\\d\\d:)";
    Map<Pattern, String> dated = new LinkedHashMap<>();
    dated.put(Pattern.compile("jusqu'à" + day), "jusqu'au $1 à ");
    dated.put(Pattern.compile("(?<=[ (])à" + day), "le $1 à ");
    dated.put(Pattern.compile("à partir de" + day), "à partir du $1 à ");
    dated.put(Pattern.compile("(?<= )de" + day), "du $1 à ");
    return dated;
  }

  /** A sentence in English, and what it is in the other language. */
  private record Rule(String english, Pattern fits, List<Boolean> verbatim, String other) {}

  private static final Sentences ENGLISH = new Sentences(Language.EN, List.of());
  private static final Sentences FRENCH =
      new Sentences(Language.FR, read("sentences_" + Language.FR.tag() + ".txt"));

  private final Language language;
  private final List<Rule> rules;

  private Sentences(Language language, List<Rule> rules) {
    this.language = language;
    this.rules = rules;
  }

  static Sentences in(Language language) {
    return language == Language.FR ? FRENCH : ENGLISH;
  }

  private static List<Rule> read(String name) {
    List<Rule> rules = new ArrayList<>();
    try (InputStream in = Sentences.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          rules.add(rule(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(rules);
  }

  private static Rule rule(String line) {
    int arrow = line.indexOf(" => ");
    if (arrow < 0) {
      throw new IllegalStateException("a sentence without a translation: " + line);
    }
    String english = line.substring(0, arrow);
    StringBuilder pattern = new StringBuilder();
    List<Boolean> verbatim = new ArrayList<>();
    Matcher blank = BLANK.matcher(english);
    int at = 0;
    while (blank.find()) {
      pattern.append(Pattern.quote(english.substring(at, blank.start())));
      pattern.append(
          switch (blank.group(2)) {
            case "#" -> "([-−+]?[\\d.,]+(?:[eE][-+]?\\d+)?)";
            case "=" -> "([\\w-]+=.+?)";
            default -> "(.+?)";
          });
      verbatim.add(blank.group(2).equals("!") || blank.group(2).equals("="));
      at = blank.end();
    }
    pattern.append(Pattern.quote(english.substring(at)));
    String other =
        line.substring(arrow + 4)
            .replace(" :", "\u00A0:")
            .replace(" ;", "\u00A0;")
            .replace("« ", "«\u00A0")
            .replace(" »", "\u00A0»");
    return new Rule(english, Pattern.compile(pattern.toString(), Pattern.DOTALL), verbatim, other);
  }

  /** The English sides of all lines. */
  List<String> known() {
    return rules.stream().map(Rule::english).toList();
  }

  /** A sentence in this language; a full stop at its end stays. */
  String translate(String sentence) {
    if (rules.isEmpty() || sentence.isEmpty()) {
      return sentence;
    }
    String translated = translate(sentence, 0);
    for (Map.Entry<Pattern, String> dated : DATED.entrySet()) {
      translated = dated.getKey().matcher(translated).replaceAll(dated.getValue());
    }
    return translated;
  }

  private String translate(String part, int depth) {
    if (depth < DEEPEST) {
      for (Rule rule : rules) {
        Matcher matcher = rule.fits().matcher(part);
        if (matcher.matches()) {
          return filled(rule, matcher, depth);
        }
      }
    }
    return leaf(part);
  }

  private String filled(Rule rule, Matcher matcher, int depth) {
    return BLANK
        .matcher(rule.other())
        .replaceAll(
            blank -> {
              int number = Integer.parseInt(blank.group(1));
              String own = matcher.group(number);
              boolean verbatim = rule.verbatim().get(number - 1);
              return Matcher.quoteReplacement(verbatim ? own : translate(own, depth + 1));
            });
  }

  /** Numbers, times and durations as the language writes them. */
  private String leaf(String part) {
    Matcher time = TIME.matcher(part);
    if (time.matches()) {
      String day =
          time.group(1) == null
              ? ""
              : time.group(3) + "/" + time.group(2) + "/" + time.group(1) + " ";
      return day + time.group(4) + " UTC";
    }
    Matcher date = DATE.matcher(part);
    if (date.matches()) {
      return date.group(3) + "/" + date.group(2) + "/" + date.group(1);
    }
    if (DURATION.matcher(part).matches()) {
      return DURATION_PART
          .matcher(part)
          .results()
          .map(p -> figure(p.group(1)) + "\u00A0" + unit(p.group(2)))
          .collect(Collectors.joining(" "));
    }
    return figure(part);
  }

  private static String unit(String unit) {
    return switch (unit) {
      case "m" -> "min";
      case "d" -> "j";
      default -> unit;
    };
  }

  private String figure(String text) {
    return Figures.in(language).written(text);
  }
}
