package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.collector.live.RackHealth;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Racks and their latest samples, as JSON. */
final class RackApi {

  private final WebParts parts;

  RackApi(WebParts parts) {
    this.parts = parts;
  }

  void route(Router router) {
    router.get("/api/racks").blockingHandler(this::racks, false);
    router.get("/api/racks/:rack/samples").blockingHandler(this::samples, false);
  }

  private void racks(RoutingContext context) {
    ObjectNode answer = Answers.object();
    ArrayNode racks = answer.putArray("racks");
    List<AgentStatus> connected = parts.agents().get();
    for (RackIdentity rack : parts.samples().racks().values()) {
      ObjectNode node =
          racks
              .addObject()
              .put("id", rack.id())
              .put("generation", rack.generation())
              .put("maker", rack.maker())
              .put("site", rack.site())
              .put("lot", rack.lot())
              .put("serial", rack.serial());
      Optional<Arrival> arrival = parts.arrivals().of(rack.id());
      List<AgentStatus> own = connected.stream().filter(a -> a.rack().equals(rack.id())).toList();
      RackHealth health = RackView.health(parts, rack.id(), arrival, own, parts.clock().millis());
      node.put("series", health.series())
          .put("health", health.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      ArrayNode lost = node.putArray("lostDevices");
      health.lostDevices().forEach(lost::add);
      health.sampleAgeMillis().ifPresent(age -> node.put("sampleAgeMillis", age));
      own.stream().findFirst().ifPresent(agent -> node.put("agent", agent.software()));
      arrival
          .filter(a -> a.lastBatchMillis() > 0)
          .ifPresent(
              a ->
                  node.put("lastBatch", time(a.lastBatchMillis()))
                      .put("backlogBatches", health.backlogBatches()));
      arrival.ifPresent(
          a -> a.clockOffsetMillis().ifPresent(offset -> node.put("clockOffsetMillis", offset)));
      arrival
          .flatMap(Arrival::clock)
          .ifPresent(clock -> node.put("clockUncertaintyMillis", clock.uncertaintyMillis()));
      parts.campaigns().running(rack.id()).map(Campaign::id).ifPresent(c -> node.put("running", c));
    }
    Answers.json(context, answer);
  }

  private void samples(RoutingContext context) {
    String rack = Answers.pathParam(context, "rack");
    if (!parts.samples().racks().containsKey(rack)) {
      throw new WebException(404, "no rack '" + rack + "' has ever sent anything");
    }
    @Nullable String metric = context.request().getParam("metric");
    ObjectNode answer = Answers.object().put("rack", rack);
    ArrayNode samples = answer.putArray("samples");
    parts.arrivals().latest(rack, parts.samples()).stream()
        .filter(s -> metric == null || s.series().metric().equals(metric))
        .sorted(Comparator.comparing(Sample::series))
        .forEach(
            s -> {
              ObjectNode node = samples.addObject().put("metric", s.series().metric());
              ObjectNode labels = node.putObject("labels");
              s.series().labels().forEach(labels::put);
              if (Double.isFinite(s.value())) {
                node.put("value", s.value());
              } else {
                node.putNull("value");
              }
              node.put("quality", s.quality().label()).put("time", time(s.timeMillis()));
            });
    Answers.json(context, answer);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
