package io.rackproof.collector.web;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The page of all racks, at {@code /racks}, and what keeps it current: {@code /racks/events} sends
 * once a second the rows that have changed. Nothing is computed while nobody looks.
 */
final class FleetPage implements AutoCloseable {

  private static final long PERIOD_MILLIS = 1_000;

  private final Vertx vertx;
  private final WebParts parts;
  private final Templates templates;
  private final Gate gate;
  private final Runnable endings = this::endThoseOfEndedSessions;
  private final List<EventStream> streams = new CopyOnWriteArrayList<>();
  private final AtomicBoolean rendering = new AtomicBoolean();
  private final long timer;
  private final long heartbeat;

  FleetPage(Vertx vertx, WebParts parts, Templates templates, Gate gate) {
    this.vertx = vertx;
    this.parts = parts;
    this.templates = templates;
    this.gate = gate;
    gate.onChange(endings);
    this.timer =
        vertx.setPeriodic(
            PERIOD_MILLIS,
            id -> {
              endThoseOfEndedSessions();
              tell();
            });
    this.heartbeat =
        vertx.setPeriodic(
            EventStream.HEARTBEAT_MILLIS, id -> streams.forEach(s -> s.heartbeat(gate)));
  }

  void route(Router router) {
    router.get("/racks").blockingHandler(this::page, false);
    router
        .get("/racks/events")
        .handler(
            context -> {
              streams.add(EventStream.open(vertx, context, gate.viewer(context), streams::remove));
              tell();
            });
  }

  private void page(RoutingContext context) {
    Answers.html(
        context,
        templates.render(
            "fleet.jte", Map.of("viewer", gate.viewer(context), "view", FleetView.of(parts))));
  }

  private void endThoseOfEndedSessions() {
    streams.stream().filter(s -> !gate.isGood(s.caller())).forEach(EventStream::end);
  }

  /** A look that takes longer than the period is not joined by a second one. */
  private void tell() {
    if (streams.isEmpty() || !rendering.compareAndSet(false, true)) {
      return;
    }
    vertx
        .executeBlocking(this::fragments, false)
        .onSuccess(fragments -> streams.forEach(stream -> stream.sendChanged(fragments)))
        .onComplete(done -> rendering.set(false));
  }

  private Map<String, String> fragments() {
    FleetView view = FleetView.of(parts);
    Map<String, String> fragments = new LinkedHashMap<>();
    fragments.put("fleet-counts", templates.render("part/fleetcounts.jte", Map.of("view", view)));
    for (RackView rack : view.racks()) {
      fragments.put(rack.elementId(), templates.render("part/rackrow.jte", Map.of("rack", rack)));
    }
    return fragments;
  }

  /** Ends all streams; pages try to come back by themselves. */
  @Override
  public void close() {
    gate.stopListening(endings);
    vertx.cancelTimer(timer);
    vertx.cancelTimer(heartbeat);
    streams.forEach(EventStream::end);
    streams.clear();
  }
}
