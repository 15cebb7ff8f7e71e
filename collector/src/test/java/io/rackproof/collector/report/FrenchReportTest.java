package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The report in French: all of it, and in its figures too. */
class FrenchReportTest {

  /** Words that no French text has, names apart. */
  private static final Pattern ENGLISH =
      Pattern.compile(
          "\\b(the|of|and|is|was|were|not|with|at|by|to|from|for|asks|samples?|good|covers?|limit|"
              + "uncertainty|worst|highest|lowest|judged|verdict is|gate|failed|passed|needs|lost|"
              + "restarted|otherwise|waiver|rack|margin)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** What scoring writes, word for word, with names and notes that are not translated in braces. */
  static Stream<String> sentences() throws IOException {
    try (var in =
        Objects.requireNonNull(
            FrenchReportTest.class.getResourceAsStream("sentences-of-scoring.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(l -> !l.isBlank()).toList().stream();
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void noTextIsMissingInAnyLanguage(Language language) {
    assertThat(Phrases.in(language).keys()).isEqualTo(Phrases.in(Language.EN).keys());
    for (String key : Phrases.in(language).keys()) {
      assertThat(blanks(Phrases.in(language).say(key, "⟨0⟩", "⟨1⟩", "⟨2⟩", "⟨3⟩")))
          .as(key)
          .isEqualTo(blanks(Phrases.in(Language.EN).say(key, "⟨0⟩", "⟨1⟩", "⟨2⟩", "⟨3⟩")));
    }
  }

  private static List<String> blanks(String text) {
    return Pattern.compile("⟨\\d⟩").matcher(text).results().map(b -> b.group()).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void sentenceOfScoringIsSaidInFrench(String line) {
    String[] both = line.split(" \\| ", 2);
    assertThat(Sentences.in(Language.FR).translate(both[0]).replace('\u00A0', ' '))
        .isEqualTo(both[1]);
    assertThat(Sentences.in(Language.EN).translate(both[0])).isEqualTo(both[0]);
  }

  /** A sentence that is new in scoring must come with its translation. */
  @Test
  void everyWordThatScoringWritesIsInTheListOfSentences() throws IOException {
    Path scoring =
        Path.of(System.getProperty("rackproof.root", ".."))
            .resolve("collector/src/main/java/io/rackproof/collector/score");
    String known = String.join("\n", Sentences.in(Language.FR).known()).replaceAll("[!#=]}", "}");
    List<String> unknown = new ArrayList<>();
    try (Stream<Path> files = Files.walk(scoring)) {
      // Those of signals are told in quotes, as what they are: mistakes of a plan.
      List<Path> sources =
          files
              .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/signal/"))
              .sorted()
              .toList();
      for (Path file : sources) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains("Exception(") || line.strip().startsWith("*")) {
            continue;
          }
          Matcher literal = LITERAL.matcher(line);
          while (literal.find()) {
            String text =
                literal.group(1).replaceFirst("^(INCONCLUSIVE: |; otherwise )", "").strip();
            if (text.matches(".*[a-z]{2,} [a-z]{2,}.*") && !known.contains(text)) {
              unknown.add(file.getFileName() + ": " + text);
            }
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void pageHasNoEnglishOutsideNamesAndWhatPeopleWrote() {
    String page = ReportWriter.html(ReportCases.failing(), Language.FR);
    String words =
        page.replaceAll("(?s)<style>.*?</style>|<pre>.*?</pre>", " ")
            .replaceAll("(?s)<(td|dd|p|li|h3)[^>]*>(?=[^<]*(pdu|switch|cdu)[_-])", " ")
            .replaceAll("<[^>]+>", "\n");
    List<String> english = new ArrayList<>();
    for (String text : words.lines().toList()) {
      if (ENGLISH.matcher(text).find() && !isWritten(text.strip())) {
        english.add(text.strip());
      }
    }
    assertThat(english).isEmpty();
    assertThat(page)
        .contains("lang=\"fr\"")
        .contains("Ne pas lever l&#39;option d&#39;achat")
        .contains("58,3")
        .contains("−22,9\u00A0L/min")
        .contains("24/11/2026 10:30:30 UTC")
        .contains("2\u202F732\u202F400 échantillons");
  }

  /** Whether a text stands in the plan, or is a note or reason of the case: people wrote it. */
  private static boolean isWritten(String text) {
    ReportInput input = ReportCases.failing();
    List<String> written = new ArrayList<>(List.of(ReportCases.PLAN, "rackproof-collector"));
    input.campaign().annotations().forEach(a -> written.add(Markup.clean(a.text())));
    input.scorecard().reasons().forEach(written::add);
    input.scorecard().criteria().forEach(c -> written.add(c.reason()));
    String plain =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&#39;", "'");
    String point = plain.replaceAll("(\\d),(\\d)", "$1.$2").replace('\u00A0', ' ');
    return written.stream()
        .anyMatch(
            w ->
                w.contains(plain)
                    || w.contains(point)
                    || w.replace(";", " ;").contains(point)
                    || point.startsWith("Acceptance of a 130 kW rack")
                    || (point.matches("[A-Z]+-\\d+ .*") && w.contains(point.substring(8))));
  }
}
