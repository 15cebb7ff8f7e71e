package io.rackproof.collector.report;

import io.rackproof.collector.score.Verdict;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The words of a {@link Sheet} in one language, as the reports have them. */
public final class SheetWords {

  private final Phrases phrases;
  private final Sentences sentences;
  private final Wording wording;
  private final Figures figures;

  private SheetWords(Language language) {
    this.phrases = Phrases.in(language);
    this.sentences = Sentences.in(language);
    this.wording = new Wording(language);
    this.figures = Figures.in(language);
  }

  /** The words of a language. */
  public static SheetWords in(Language language) {
    return new SheetWords(language);
  }

  /**
   * A text of {@code phrases_LANGUAGE.properties}.
   *
   * @param arguments stand where it has {@code {0}}, {@code {1}}…
   */
  public String say(String key, Object... arguments) {
    return phrases.say(key, arguments);
  }

  /** A sentence that is kept in English; what the language has no words for stays as it is. */
  public String translated(String english) {
    return sentences.translate(english);
  }

  /** A verdict's word. */
  public String word(Verdict verdict) {
    return wording.word(verdict);
  }

  /** {@code 2 Fail, 1 Pass}: how many there are of each verdict. */
  public String counts(Map<Verdict, Integer> verdicts) {
    return verdicts.entrySet().stream()
        .map(e -> e.getValue() + " " + wording.word(e.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** {@code air entering 24.1 °C}. */
  public String condition(Condition condition) {
    return phrases.say("condition." + condition.metric())
        + " "
        + (condition.unit().equals("1")
            ? figures.percent(Math.round(100 * condition.mean()) / 100.0)
            : Figures.withUnit(figures.number(condition.mean(), 1), condition.unit()));
  }

  /** A share as a percentage without decimals. */
  public String percent(double share) {
    return figures.percent(Math.round(100 * share) / 100.0);
  }

  /** The number of a quantity whose uncertainty is not told, with its unit. */
  public String quantity(OptionalDouble value, String unit) {
    return figures.quantity(value, OptionalDouble.empty(), unit);
  }

  /** The badge of a verdict. */
  public void badge(Markup html, Verdict verdict) {
    html.open("span", "class", "badge " + verdict.name());
    html.element("span", Wording.sign(verdict), "class", "sign", "aria-hidden", "true");
    html.text(" " + wording.word(verdict)).close("span");
  }
}
