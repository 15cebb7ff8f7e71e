package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reports of campaigns, made when they are asked for. */
final class Reports {

  /** Samples are counted in stretches of this length, so that a long campaign fits the memory. */
  private static final long STRETCH_MILLIS = 10 * 60_000L;

  private static final String REPORT_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final WebParts parts;
  private final Surroundings surroundings;

  Reports(WebParts parts) {
    this.parts = parts;
    this.surroundings = new Surroundings(parts.samples());
  }

  private static final class Counted {
    String role = "";
    final Set<Series> series = new HashSet<>();
    long samples;
    long notGood;
  }

  private ReportInput input(Judged judged) throws IOException {
    Campaign campaign = judged.campaign();
    Map<String, Counted> devices = new TreeMap<>();
    long end = judged.scorecard().scoredToMillis();
    for (long from = campaign.startMillis(); from < end; from += STRETCH_MILLIS) {
      long to = Math.min(end, from + STRETCH_MILLIS);
      for (SeriesSamples series : parts.samples().read(judged.rack(), s -> true, from, to)) {
        count(devices, series);
      }
    }
    List<Equipment> equipment =
        devices.entrySet().stream()
            .map(
                e ->
                    new Equipment(
                        e.getKey(),
                        e.getValue().role,
                        e.getValue().series.size(),
                        e.getValue().samples,
                        e.getValue().notGood))
            .toList();
    RackIdentity rack =
        parts.samples().racks().getOrDefault(judged.rack(), RackIdentity.of(judged.rack()));
    return new ReportInput(
        campaign,
        judged.plan(),
        rack,
        judged.scorecard(),
        parts.live().traces(judged),
        equipment,
        equipment.stream().mapToLong(Equipment::samples).sum(),
        equipment.stream().mapToLong(Equipment::notGood).sum(),
        parts.software(),
        parts.today(),
        surroundings.of(judged));
  }

  private static void count(Map<String, Counted> devices, SeriesSamples series) {
    Counted counted =
        devices.computeIfAbsent(series.series().label("device"), device -> new Counted());
    counted.role = series.series().label("role");
    counted.series.add(series.series());
    counted.samples += series.size();
    for (int i = 0; i < series.size(); i++) {
      counted.notGood += series.isGood(i) ? 0 : 1;
    }
  }

  /** Answers with the report in a format: html, json, junit, csv or ocp. */
  void answer(RoutingContext context, Judged judged, String format) throws IOException {
    switch (format) {
      case "html" -> {
        // The file stands for itself: it has its styles inside, and neither scripts nor links.
        context.response().putHeader("Content-Security-Policy", REPORT_POLICY);
        send(context, "text/html; charset=utf-8", ReportWriter.html(input(judged)));
      }
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
              "there is no report format '" + format + "'. Valid are html, json, junit, csv, ocp.");
    }
  }

  private static void send(RoutingContext context, String type, String text) {
    Answers.bytes(context, type, text.getBytes(StandardCharsets.UTF_8));
  }
}
