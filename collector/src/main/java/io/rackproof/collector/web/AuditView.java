package io.rackproof.collector.web;

import io.rackproof.collector.access.AuditEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page of the audit log.
 *
 * @param who whose lines alone are shown; empty for all
 * @param older address of the page after this; empty on the last
 */
public record AuditView(List<Row> rows, String who, String older) {

  /**
   * @param css {@code refused} or {@code done}
   */
  public record Row(
      String time,
      String css,
      String outcome,
      String who,
      String from,
      String what,
      String campaign,
      String detail) {}

  static AuditView of(List<AuditEvent> events, int most, String who) {
    List<AuditEvent> shown = events.subList(0, Math.min(most, events.size()));
    String older =
        events.size() > most
            ? "/audit?before="
                + shown.get(most - 1).id()
                + (who.isEmpty() ? "" : "&who=" + URLEncoder.encode(who, StandardCharsets.UTF_8))
            : "";
    return new AuditView(shown.stream().map(AuditView::row).toList(), who, older);
  }

  private static Row row(AuditEvent event) {
    boolean refused = event.kind() == AuditEvent.Kind.REFUSAL;
    String status = event.status() > 0 ? " " + event.status() : "";
    String outcome =
        switch (event.kind()) {
          case REFUSAL -> "refused" + status;
          case CHANGE -> event.status() < 400 ? "done" : "failed" + status;
          case SESSION, ACCOUNT -> "done";
          case NOTICE -> "note";
        };
    return new Row(
        Figures.dateTime(event.timeMillis()),
        refused ? "refused" : "done",
        outcome,
        event.who(),
        event.from(),
        event.what().isEmpty() && refused ? "connection" : event.what(),
        event.campaign(),
        event.detail());
  }
}
