package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Server-sent events. {@code /api/campaigns/ID/events} sends each new scorecard as JSON; {@code
 * /campaigns/ID/events} sends the parts of the page that have changed, as HTML by element id, so
 * that a page has one rendering: the server's.
 */
final class LiveEvents implements AutoCloseable {

  /** Keeps proxies from ending a quiet stream, and tells a page that the collector is there. */
  private static final long HEARTBEAT_MILLIS = 10_000;

  private final Vertx vertx;
  private final WebParts parts;
  private final Templates templates;
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final Consumer<Judged> listener = this::tell;
  private final long heartbeat;

  private static final class Client {
    final String campaign;
    final boolean page;
    final Context context;
    final HttpServerResponse response;
    final Map<String, String> sent = new HashMap<>();

    Client(String campaign, boolean page, Context context, HttpServerResponse response) {
      this.campaign = campaign;
      this.page = page;
      this.context = context;
      this.response = response;
    }

    /** On the client's own event loop. A client that does not keep up misses what is old anyway. */
    void write(String frame) {
      if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
        response.write(frame);
      }
    }

    void writeChanged(Map<String, String> fragments) {
      if (response.closed() || response.ended() || response.writeQueueFull()) {
        return;
      }
      ObjectNode changed = Answers.object();
      fragments.forEach(
          (id, html) -> {
            if (!html.equals(sent.put(id, html))) {
              changed.put(id, html);
            }
          });
      if (!changed.isEmpty()) {
        response.write(frame("parts", Answers.text(changed)));
      }
    }
  }

  LiveEvents(Vertx vertx, WebParts parts, Templates templates) {
    this.vertx = vertx;
    this.parts = parts;
    this.templates = templates;
    parts.live().listen(listener);
    this.heartbeat =
        vertx.setPeriodic(
            HEARTBEAT_MILLIS,
            id -> clients.forEach(c -> c.context.runOnContext(v -> c.write(": alive\n\n"))));
  }

  void route(Router router) {
    router.get("/api/campaigns/:id/events").handler(context -> open(context, false));
    router.get("/campaigns/:id/events").handler(context -> open(context, true));
  }

  private void open(RoutingContext context, boolean page) {
    Campaign campaign = CampaignApi.campaign(parts, context);
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Content-Encoding", "identity")
        .write("retry: 2000\n\n");
    Client client = new Client(campaign.id(), page, vertx.getOrCreateContext(), response);
    clients.add(client);
    response.closeHandler(closed -> clients.remove(client));
    response.exceptionHandler(broken -> clients.remove(client));
    vertx
        .executeBlocking(() -> parts.live().judged(campaign), false)
        .onSuccess(judged -> send(client, judged))
        .onFailure(
            failure ->
                client.write(
                    frame(
                        "failure",
                        Answers.text(
                            Answers.object().put("error", String.valueOf(failure.getMessage()))))));
  }

  /** Sends new verdicts to all who look at the campaign. Returns before they are sent. */
  void tell(Judged judged) {
    String id = judged.campaign().id();
    Map<String, String> fragments = Map.of();
    String json = "";
    for (Client client : clients) {
      if (!client.campaign.equals(id)) {
        continue;
      }
      if (client.page) {
        fragments = fragments.isEmpty() ? fragments(judged) : fragments;
        Map<String, String> toSend = fragments;
        client.context.runOnContext(v -> client.writeChanged(toSend));
      } else {
        json = json.isEmpty() ? scorecardFrame(judged) : json;
        String toSend = json;
        client.context.runOnContext(v -> client.write(toSend));
      }
    }
  }

  private void send(Client client, Judged judged) {
    if (client.page) {
      Map<String, String> fragments = fragments(judged);
      client.context.runOnContext(v -> client.writeChanged(fragments));
    } else {
      String frame = scorecardFrame(judged);
      client.context.runOnContext(v -> client.write(frame));
    }
  }

  private static String scorecardFrame(Judged judged) {
    return frame("scorecard", Answers.text(CampaignJson.scorecard(judged)));
  }

  private static String frame(String event, String oneLine) {
    return "event: " + event + "\ndata: " + oneLine + "\n\n";
  }

  private Map<String, String> fragments(Judged judged) {
    CampaignView view = CampaignView.of(judged, parts.clock().millis());
    Map<String, String> fragments = new LinkedHashMap<>();
    for (String part : List.of("head", "phases", "actions", "notes")) {
      fragments.put(part, templates.render("part/" + part + ".jte", Map.of("view", view)));
    }
    for (AreaView area : view.areas()) {
      for (CriterionView criterion : area.criteria()) {
        fragments.put(
            criterion.elementId(),
            templates.render("part/criterion.jte", Map.of("criterion", criterion)));
      }
    }
    return fragments;
  }

  /** Ends all streams; pages try to come back by themselves. */
  @Override
  public void close() {
    parts.live().stopListening(listener);
    vertx.cancelTimer(heartbeat);
    clients.forEach(c -> c.context.runOnContext(v -> c.response.end()));
    clients.clear();
  }
}
