package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events. {@code /api/campaigns/ID/events} sends each new scorecard as JSON; {@code
 * /campaigns/ID/events} sends the parts of the page that have changed, as HTML by element id, so
 * that a page has one rendering: the server's.
 */
final class LiveEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);

  private static final long ENDED_MILLIS = 1_000;

  private final Vertx vertx;
  private final WebParts parts;
  private final Templates templates;
  private final Gate gate;
  private final Runnable endings = this::endThoseOfEndedSessions;
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final Consumer<Judged> listener = this::tell;

  /** What is to be told, the newest of each rack; guards {@code telling} as well. */
  private final Map<Run, Judged> waiting = new LinkedHashMap<>();

  private boolean telling;
  private final long heartbeat;
  private final long ended;

  /**
   * @param rack whose verdicts are sent; empty for all racks of the campaign
   */
  private record Client(String campaign, String rack, boolean page, EventStream stream) {}

  private record Run(String campaign, String rack) {}

  LiveEvents(Vertx vertx, WebParts parts, Templates templates, Gate gate) {
    this.vertx = vertx;
    this.parts = parts;
    this.templates = templates;
    this.gate = gate;
    gate.onChange(endings);
    parts.live().listen(listener);
    this.heartbeat =
        vertx.setPeriodic(
            EventStream.HEARTBEAT_MILLIS, id -> clients.forEach(c -> c.stream().heartbeat(gate)));
    // A session may end by time alone, which nobody tells.
    this.ended = vertx.setPeriodic(ENDED_MILLIS, id -> endThoseOfEndedSessions());
  }

  private void endThoseOfEndedSessions() {
    clients.stream()
        .map(Client::stream)
        .filter(stream -> !gate.isGood(stream.caller()))
        .forEach(EventStream::end);
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
    EventStream stream =
        EventStream.open(
            vertx,
            context,
            gate.viewer(context),
            gone -> clients.removeIf(c -> c.stream() == gone));
    Client client = new Client(campaign.id(), rack, page, stream);
    clients.add(client);
    vertx
        .executeBlocking(
            () -> one ? List.of(parts.judged(campaign, rack)) : parts.judged(campaign), false)
        .onSuccess(judged -> send(client, judged))
        .onFailure(
            failure ->
                client.stream()
                    .send(
                        EventStream.frame(
                            "failure",
                            Answers.text(
                                Answers.object()
                                    .put("error", String.valueOf(failure.getMessage()))))));
  }

  /**
   * Sends new verdicts to all who look at the rack or its campaign, on a thread of its own: judging
   * does not wait until they are written. Verdicts that are overtaken before that are left out.
   */
  void tell(Judged judged) {
    if (clients.isEmpty()) {
      return;
    }
    synchronized (waiting) {
      waiting.put(new Run(judged.campaign().id(), judged.rack()), judged);
      if (telling) {
        return;
      }
      telling = true;
    }
    var unused = vertx.executeBlocking(this::tellAll, false);
  }

  private Boolean tellAll() {
    for (Optional<Judged> next = next(); next.isPresent(); next = next()) {
      try {
        tellNow(next.get());
      } catch (RuntimeException e) {
        log.error("verdicts cannot be told to pages: a fault of Rackproof", e);
      }
    }
    return true;
  }

  private Optional<Judged> next() {
    synchronized (waiting) {
      Iterator<Judged> first = waiting.values().iterator();
      if (!first.hasNext()) {
        telling = false;
        return Optional.empty();
      }
      Judged judged = first.next();
      first.remove();
      return Optional.of(judged);
    }
  }

  private void tellNow(Judged judged) {
    String id = judged.campaign().id();
    // What is shown depends on the role alone: few kinds of pages, however many are open.
    Map<Viewer, Map<String, String>> ofRack = new HashMap<>();
    Map<Viewer, Map<String, String>> ofAll = new HashMap<>();
    String json = "";
    for (Client client : clients) {
      boolean overview = client.rack().isEmpty();
      boolean concerned =
          overview ? !client.page() || isLastOfRound(judged) : client.rack().equals(judged.rack());
      if (!client.campaign().equals(id) || !concerned) {
        continue;
      }
      if (!client.page()) {
        json = json.isEmpty() ? scorecardFrame(judged) : json;
        client.stream().send(json);
      } else if (overview) {
        client.stream()
            .sendChanged(ofAll.computeIfAbsent(kind(client), viewer -> overview(judged, viewer)));
      } else {
        client.stream()
            .sendChanged(ofRack.computeIfAbsent(kind(client), viewer -> fragments(judged, viewer)));
      }
    }
  }

  /** In the parts of a page that are sent no name stands. */
  private static Viewer kind(Client client) {
    Viewer viewer = client.stream().viewer();
    return new Viewer("", viewer.drives(), viewer.approves());
  }

  /** The racks of a running campaign are judged in their order: all are told at once. */
  private static boolean isLastOfRound(Judged judged) {
    Campaign campaign = judged.campaign();
    return campaign.state() != Campaign.State.RUNNING
        || judged.rack().equals(campaign.racks().get(campaign.racks().size() - 1));
  }

  private void send(Client client, List<Judged> judged) {
    if (!client.page()) {
      for (Judged one : judged) {
        String frame = scorecardFrame(one);
        client.stream().send(frame);
      }
      return;
    }
    Map<String, String> fragments =
        client.rack().isEmpty()
            ? overview(judged, kind(client))
            : fragments(judged.get(0), kind(client));
    client.stream().sendChanged(fragments);
  }

  /** The page of all racks, with what is known of the others; nothing when one is not known yet. */
  private Map<String, String> overview(Judged judged, Viewer viewer) {
    List<Judged> all = new ArrayList<>();
    for (String rack : judged.campaign().racks()) {
      if (rack.equals(judged.rack())) {
        all.add(judged);
      } else {
        parts.live().known(judged.campaign().id(), rack).ifPresent(all::add);
      }
    }
    return all.size() == judged.campaign().racks().size() ? overview(all, viewer) : Map.of();
  }

  private Map<String, String> overview(List<Judged> judged, Viewer viewer) {
    OverviewView view =
        OverviewView.of(
            judged,
            parts.campaigns().attempts(judged.get(0).campaign()),
            parts.clock().millis(),
            parts.today());
    Map<String, String> fragments = new LinkedHashMap<>();
    fragments.put("overview", templates.render("part/overview.jte", Map.of("view", view)));
    course(fragments, view.course(), viewer);
    return fragments;
  }

  private void course(Map<String, String> fragments, CourseView course, Viewer viewer) {
    for (String part : List.of("actions", "notes", "decisions", "entries")) {
      fragments.put(
          part,
          templates.render("part/" + part + ".jte", Map.of("course", course, "viewer", viewer)));
    }
  }

  private String scorecardFrame(Judged judged) {
    return EventStream.frame(
        "scorecard", Answers.text(CampaignJson.scorecard(judged, parts.today())));
  }

  private Map<String, String> fragments(Judged judged, Viewer viewer) {
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
    course(fragments, view.course(), viewer);
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
    gate.stopListening(endings);
    vertx.cancelTimer(heartbeat);
    vertx.cancelTimer(ended);
    clients.forEach(c -> c.stream().end());
    clients.clear();
  }
}
