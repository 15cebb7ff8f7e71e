package io.rackproof.collector.report;

/** A file for people that looks as the reports do and needs nothing but itself. */
public final class Sheet {

  private Sheet() {}

  /**
   * As HTML.
   *
   * @param body well-formed, its text escaped
   */
  public static String html(Language language, String title, Markup body) {
    return page(language, title, body, "report.css", "");
  }

  /**
   * As PDF. The same input gives the same bytes.
   *
   * @param millis what is told as the time of its making
   */
  public static byte[] pdf(
      Language language, String title, Markup body, String software, long millis) {
    Markup foot = new Markup().element("div", title, "class", "page-foot");
    return PdfReport.of(
        page(language, title, body, "print.css", foot.toString()), software, millis);
  }

  private static String page(
      Language language, String title, Markup body, String style, String foot) {
    Markup html = new Markup().raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", language.tag()).line();
    html.open("head").empty("meta", "charset", "UTF-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title);
    html.empty("meta", "name", "subject", "content", title);
    html.open("style").raw("\n" + PageHead.style(style)).close("style").close("head").line();
    html.open("body").raw(foot).line().raw(body.toString()).close("body").close("html");
    return html + "\n";
  }
}
