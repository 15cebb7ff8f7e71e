package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    final String rack;
    final boolean page;
    final Context context;
    final HttpServerResponse response;
    final Map<String, String> sent = new HashMap<>();

    /**
     * @param rack whose verdicts are sent; empty for all racks of the campaign
     */
    Client(
        String campaign, String rack, boolean page, Context context, HttpServerResponse response) {
      this.campaign = campaign;
      this.rack = rack;
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
    @Nullable String named = context.request().getParam("rack");
    boolean one = named != null || campaign.racks().size() == 1;
    String rack = one ? CampaignApi.rack(campaign, named) : "";
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Content-Encoding", "identity")
        .write("retry: 2000\n\n");
    Client client = new Client(campaign.id(), rack, page, vertx.getOrCreateContext(), response);
    clients.add(client);
    response.closeHandler(closed -> clients.remove(client));
    response.exceptionHandler(broken -> clients.remove(client));
    vertx
        .executeBlocking(
            () ->
                one ? List.of(parts.live().judged(campaign, rack)) : parts.live().judged(campaign),
            false)
        .onSuccess(judged -> send(client, judged))
        .onFailure(
            failure ->
                client.write(
                    frame(
                        "failure",
                        Answers.text(
                            Answers.object().put("error", String.valueOf(failure.getMessage()))))));
  }

  /**
   * Sends new verdicts to all who look at the rack or its campaign. Returns before they are sent.
   */
  void tell(Judged judged) {
    String id = judged.campaign().id();
    Map<String, String> ofRack = Map.of();
    Map<String, String> ofAll = Map.of();
    String json = "";
    for (Client client : clients) {
      boolean overview = client.rack.isEmpty();
      boolean concerned =
          overview ? !client.page || isLastOfRound(judged) : client.rack.equals(judged.rack());
      if (!client.campaign.equals(id) || !concerned) {
        continue;
      }
      if (!client.page) {
        json = json.isEmpty() ? scorecardFrame(judged) : json;
        String toSend = json;
        client.context.runOnContext(v -> client.write(toSend));
      } else if (overview) {
        ofAll = ofAll.isEmpty() ? overview(judged) : ofAll;
        Map<String, String> toSend = ofAll;
        client.context.runOnContext(v -> client.writeChanged(toSend));
      } else {
        ofRack = ofRack.isEmpty() ? fragments(judged) : ofRack;
        Map<String, String> toSend = ofRack;
        client.context.runOnContext(v -> client.writeChanged(toSend));
      }
    }
  }

  /** The racks of a running campaign are judged in their order: all are told at once. */
  private static boolean isLastOfRound(Judged judged) {
    Campaign campaign = judged.campaign();
    return campaign.state() != Campaign.State.RUNNING
        || judged.rack().equals(campaign.racks().get(campaign.racks().size() - 1));
  }

  private void send(Client client, List<Judged> judged) {
    if (!client.page) {
      for (Judged one : judged) {
        String frame = scorecardFrame(one);
        client.context.runOnContext(v -> client.write(frame));
      }
      return;
    }
    Map<String, String> fragments =
        client.rack.isEmpty() ? overview(judged) : fragments(judged.get(0));
    client.context.runOnContext(v -> client.writeChanged(fragments));
  }

  /** The page of all racks, with what is known of the others; nothing when one is not known yet. */
  private Map<String, String> overview(Judged judged) {
    List<Judged> all = new ArrayList<>();
    for (String rack : judged.campaign().racks()) {
      if (rack.equals(judged.rack())) {
        all.add(judged);
      } else {
        parts.live().known(judged.campaign().id(), rack).ifPresent(all::add);
      }
    }
    return all.size() == judged.campaign().racks().size() ? overview(all) : Map.of();
  }

  private Map<String, String> overview(List<Judged> judged) {
    OverviewView view =
        OverviewView.of(
            judged,
            parts.campaigns().attempts(judged.get(0).campaign()),
            parts.clock().millis(),
            parts.today());
    Map<String, String> fragments = new LinkedHashMap<>();
    fragments.put("overview", templates.render("part/overview.jte", Map.of("view", view)));
    course(fragments, view.course());
    return fragments;
  }

  private void course(Map<String, String> fragments, CourseView course) {
    for (String part : List.of("actions", "notes", "decisions", "entries")) {
      fragments.put(part, templates.render("part/" + part + ".jte", Map.of("course", course)));
    }
  }

  private String scorecardFrame(Judged judged) {
    return frame("scorecard", Answers.text(CampaignJson.scorecard(judged, parts.today())));
  }

  private static String frame(String event, String oneLine) {
    return "event: " + event + "\ndata: " + oneLine + "\n\n";
  }

  private Map<String, String> fragments(Judged judged) {
    CampaignView view =
        CampaignView.of(
            judged,
            parts.campaigns().attempts(judged.campaign()),
            parts.clock().millis(),
            parts.today());
    Map<String, String> fragments = new LinkedHashMap<>();
    for (String part : List.of("head", "phases")) {
      fragments.put(part, templates.render("part/" + part + ".jte", Map.of("view", view)));
    }
    course(fragments, view.course());
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
