package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.DataRecord;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.collector.report.Sampled;
import io.rackproof.wire.RackIdentity;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports of campaigns, made when they are asked for. */
final class Reports {

  private static final String REPORT_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /** Who wants one form wants the next. */
  private static final int KEPT = 2;

  private final WebParts parts;

  /** What reports of ended campaigns were made from last. */
  private final Map<Made, ReportInput> made =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Made, ReportInput> eldest) {
          return size() > KEPT;
        }
      };

  /** Whatever a report tells besides samples; late samples come with another revision. */
  private record Made(Campaign campaign, RackIdentity rack, long revision, LocalDate day) {}

  Reports(WebParts parts) {
    this.parts = parts;
  }

  private ReportInput input(Judged judged) throws IOException {
    Made key = new Made(judged.campaign(), rack(judged.rack()), judged.revision(), parts.today());
    synchronized (made) {
      ReportInput known = made.get(key);
      if (known != null) {
        return known;
      }
    }
    ReportInput input = read(judged);
    if (judged.scorecard().complete()) {
      synchronized (made) {
        made.put(key, input);
      }
    }
    return input;
  }

  private RackIdentity rack(String id) {
    return parts.samples().racks().getOrDefault(id, RackIdentity.of(id));
  }

  private ReportInput read(Judged judged) throws IOException {
    Sampled sampled = parts.sampled().of(judged);
    return new ReportInput(
        judged.campaign(),
        judged.plan(),
        rack(judged.rack()),
        judged.scorecard(),
        parts.live().worstTraces(judged),
        DataRecord.of(sampled.equipment(), parts.live().evidence(judged)),
        parts.software(),
        parts.today(),
        sampled.conditions());
  }

  /** Answers with the report in a format: html, pdf, json, junit, csv or ocp. */
  void answer(RoutingContext context, Judged judged, String format) throws IOException {
    Language language = language(context);
    switch (format) {
      case "html" -> page(context, ReportWriter.html(input(judged), language));
      case "pdf" ->
          pdf(
              context,
              judged.campaign().id() + "-" + judged.rack(),
              ReportWriter.pdf(input(judged), language));
      case "json" ->
          send(context, "application/json; charset=utf-8", ReportWriter.json(input(judged)));
      case "junit" ->
          send(context, "application/xml; charset=utf-8", ReportWriter.junit(input(judged)));
      case "csv" -> send(context, "text/csv; charset=utf-8", ReportWriter.csv(input(judged)));
      case "ocp" ->
          send(context, "application/jsonl; charset=utf-8", ReportWriter.ocp(input(judged)));
      default ->
          throw new WebException(
              404,
              "there is no report format '"
                  + format
                  + "'. Valid are html, pdf, json, junit, csv, ocp.");
    }
  }

  /** Sends a file that stands for itself: it has its styles inside, neither scripts nor links. */
  static void page(RoutingContext context, String html) {
    context.response().putHeader("Content-Security-Policy", REPORT_POLICY);
    send(context, "text/html; charset=utf-8", html);
  }

  /** Sends a PDF that the browser shows. */
  static void pdf(RoutingContext context, String name, byte[] pdf) {
    context
        .response()
        .putHeader(
            "Content-Disposition",
            "inline; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".pdf\"");
    Answers.bytes(context, "application/pdf", pdf);
  }

  /** The language that the query asks for; English where it asks for none. */
  static Language language(RoutingContext context) {
    @Nullable String tag = context.request().getParam("lang");
    if (tag == null) {
      return Language.EN;
    }
    return Language.of(tag)
        .orElseThrow(
            () ->
                new WebException(
                    400,
                    "there is no report in '" + tag + "'. Valid are " + Language.tags() + "."));
  }

  private static void send(RoutingContext context, String type, String text) {
    Answers.bytes(context, type, text.getBytes(StandardCharsets.UTF_8));
  }
}
