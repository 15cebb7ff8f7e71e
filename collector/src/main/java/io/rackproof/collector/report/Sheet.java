package io.rackproof.collector.report;

import io.rackproof.collector.score.Verdict;

/** A file for people that looks as the reports do and needs nothing but itself. */
public final class Sheet {

  private Sheet() {}

  /**
   * As HTML.
   *
   * @param body well-formed, its text escaped
   */
  public static String html(String title, Markup body) {
    return page(title, body, "report.css", "");
  }

  /**
   * As PDF. The same input gives the same bytes.
   *
   * @param millis what is told as the time of its making
   */
  public static byte[] pdf(String title, Markup body, String software, long millis) {
    Markup foot = new Markup().element("div", title, "class", "page-foot");
    return PdfReport.of(page(title, body, "print.css", foot.toString()), software, millis);
  }

  /** The badge of a verdict, in English. */
  public static void badge(Markup html, Verdict verdict) {
    html.open("span", "class", "badge " + verdict.name());
    html.element("span", Wording.sign(verdict), "class", "sign", "aria-hidden", "true");
    html.text(" " + new Wording(Language.EN).word(verdict)).close("span");
  }

  private static String page(String title, Markup body, String style, String foot) {
    Markup html = new Markup().raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", Language.EN.tag()).line();
    html.open("head").empty("meta", "charset", "UTF-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title);
    html.empty("meta", "name", "subject", "content", title);
    html.open("style").raw("\n" + PageHead.style(style)).close("style").close("head").line();
    html.open("body").raw(foot).line().raw(body.toString()).close("body").close("html");
    return html + "\n";
  }
}
