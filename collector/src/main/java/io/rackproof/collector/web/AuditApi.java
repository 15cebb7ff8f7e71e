package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.access.AuditEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The audit log as JSON and as a page, the newest first. */
final class AuditApi {

  private static final int A_PAGE = 200;
  private static final int MOST = 1_000;

  private final Gate gate;
  private final Templates templates;

  AuditApi(Gate gate, Templates templates) {
    this.gate = gate;
    this.templates = templates;
  }

  void route(Router router) {
    router.get("/api/audit").blockingHandler(c -> CampaignApi.run(c, this::json), false);
    router.get("/audit").blockingHandler(c -> CampaignApi.run(c, this::page), false);
  }

  private List<AuditEvent> events(RoutingContext context, int most) throws IOException {
    String who = Optional.ofNullable(context.request().getParam("who")).orElse("");
    return gate.access()
        .audit()
        .read(
            Answers.time(context, "before").orElse(Long.MAX_VALUE),
            Answers.time(context, "since").orElse(0),
            who,
            most);
  }

  private void json(RoutingContext context) throws IOException {
    ObjectNode answer = Answers.object();
    ArrayNode list = answer.putArray("events");
    for (AuditEvent event : events(context, Answers.number(context, "limit", A_PAGE, MOST))) {
      list.addObject()
          .put("id", event.id())
          .put("time", RackApi.time(event.timeMillis()))
          .put("kind", event.kind().name())
          .put("who", event.who())
          .put("from", event.from())
          .put("what", event.what())
          .put("campaign", event.campaign())
          .put("status", event.status())
          .put("detail", event.detail());
    }
    Answers.json(context, answer);
  }

  private void page(RoutingContext context) throws IOException {
    List<AuditEvent> events = events(context, A_PAGE + 1);
    String who = Optional.ofNullable(context.request().getParam("who")).orElse("");
    Answers.html(
        context,
        templates.render(
            "audit.jte",
            Map.of("viewer", gate.viewer(context), "view", AuditView.of(events, A_PAGE, who))));
  }
}
