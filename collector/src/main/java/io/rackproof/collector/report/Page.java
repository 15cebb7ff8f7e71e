package io.rackproof.collector.report;

import io.rackproof.collector.score.Verdict;
import java.util.List;

/**
 * The page that the sections of a report write to, with the words and figures of its language.
 *
 * @param print whether it is laid out on sheets of paper: what a reader may unfold is open
 */
record Page(
    Markup html,
    ReportInput input,
    Language language,
    boolean print,
    Phrases phrases,
    Figures figures,
    Wording wording,
    Sentences sentences) {

  static Page of(ReportInput input, Language language, boolean print) {
    return new Page(
        new Markup(),
        input,
        language,
        print,
        Phrases.in(language),
        Figures.in(language),
        new Wording(language),
        Sentences.in(language));
  }

  String say(String key, Object... arguments) {
    return phrases.say(key, arguments);
  }

  /** A text that scoring wrote, in the page's language. */
  String translated(String sentence) {
    return sentences
        .translate(sentence)
        .replace("<=", "≤")
        .replace(">=", "≥")
        .replace(" == ", " = ");
  }

  /** A heading that the table of contents of a PDF leads to. */
  Page heading(String key) {
    html.element("h2", say(key), "id", key.replace('.', '-'));
    return this;
  }

  Page paragraph(String text, String... attributes) {
    html.element("p", text, attributes);
    return this;
  }

  void badge(Verdict verdict) {
    String style = "badge " + verdict.name();
    if (print()) {
      // The layout of the PDF breaks a line between two elements and at a blank, whatever the
      // style says.
      html.element(
          "span", Wording.sign(verdict) + "\u00A0" + wording.word(verdict), "class", style);
      return;
    }
    html.open("span", "class", style);
    html.element("span", Wording.sign(verdict), "class", "sign", "aria-hidden", "true");
    html.text(" " + wording.word(verdict)).close("span");
  }

  void facts() {
    html.open("dl", "class", "facts");
  }

  /** Opened by {@link #facts}; an empty value is told as a dash. */
  void fact(String key, String value) {
    html.open("div").element("dt", say(key));
    html.element("dd", value.isEmpty() ? Figures.NONE : value).close("div");
  }

  void endFacts() {
    html.close("dl").line();
  }

  /** Opens a table; a key that begins with {@code #} is a column of numbers. */
  void table(String... keys) {
    table(List.of(keys));
  }

  void table(List<String> keys) {
    html.open("table").open("thead").open("tr");
    for (String key : keys) {
      if (key.isEmpty()) {
        html.element("td", "");
      } else if (key.startsWith("#")) {
        html.element("th", say(key.substring(1)), "class", "n", "scope", "col");
      } else {
        html.element("th", say(key), "scope", "col");
      }
    }
    html.close("tr").close("thead").open("tbody");
  }

  void endTable() {
    html.close("tbody").close("table").line();
  }

  void number(String text) {
    html.element("td", text, "class", "n");
  }
}
