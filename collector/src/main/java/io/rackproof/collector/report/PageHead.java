package io.rackproof.collector.report;

import io.rackproof.collector.score.CriterionResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The head of the page: what it is called, how it looks, and for a PDF where its parts begin. */
final class PageHead {

  private static final List<String> PARTS =
      List.of(
          "heading.identity",
          "heading.decisions",
          "heading.gates",
          "heading.scorecard",
          "heading.criteria",
          "heading.annotations",
          "heading.phases",
          "heading.data",
          "heading.plan");

  private final Page page;
  private final Markup html;

  PageHead(Page page) {
    this.page = page;
    this.html = page.html();
  }

  void write() {
    ReportInput input = page.input();
    html.open("head").empty("meta", "charset", "UTF-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    String title = page.say("title", input.scorecard().rack(), input.campaign().id());
    html.element("title", title);
    if (page.print()) {
      html.empty(
          "meta",
          "name",
          "subject",
          "content",
          page.wording().recommendation(input.scorecard().recommendation()));
      html.empty("meta", "name", "keywords", "content", input.plan().hash());
    }
    html.open("style").raw("\n" + style(page.print() ? "print.css" : "report.css"));
    html.close("style");
    if (page.print()) {
      bookmarks();
    }
    html.close("head").line();
  }

  private void bookmarks() {
    html.open("bookmarks");
    for (String part : PARTS) {
      html.open("bookmark", "name", page.say(part), "href", "#" + part.replace('.', '-'));
      if (part.equals("heading.criteria")) {
        for (CriterionResult criterion : page.input().scorecard().criteria()) {
          html.empty(
              "bookmark",
              "name",
              Wording.sign(criterion.verdict()) + " " + criterion.id() + " " + criterion.title(),
              "href",
              "#" + HtmlReport.anchor(criterion));
        }
      }
      html.close("bookmark");
    }
    html.close("bookmarks");
  }

  static String style(String name) {
    try (InputStream in = PageHead.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
