package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
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
    for (RackIdentity rack : parts.samples().racks().values()) {
      ObjectNode node =
          racks
              .addObject()
              .put("id", rack.id())
              .put("generation", rack.generation())
              .put("maker", rack.maker())
              .put("site", rack.site())
              .put("lot", rack.lot())
              .put("serial", rack.serial())
              .put("series", parts.samples().latest(rack.id()).size());
      Optional<Arrival> arrival = parts.arrivals().of(rack.id());
      arrival
          .filter(a -> a.lastBatchMillis() > 0)
          .ifPresent(
              a ->
                  node.put("lastBatch", time(a.lastBatchMillis()))
                      .put("backlogBatches", a.backlogBatches()));
      arrival.ifPresent(
          a -> a.clockOffsetMillis().ifPresent(offset -> node.put("clockOffsetMillis", offset)));
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
