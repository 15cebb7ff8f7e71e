package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.wire.RackIdentity;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus scrapes: everything, one rack, one campaign, or the collector itself; and the
 * list of these for its service discovery, in the form of {@code http_sd_config}.
 */
final class MetricsApi {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebParts parts;

  MetricsApi(WebParts parts) {
    this.parts = parts;
  }

  void route(Router router) {
    router
        .get("/metrics")
        .blockingHandler(context -> answer(context, parts.exposition().text()), false);
    router
        .get("/metrics/collector")
        .blockingHandler(context -> answer(context, parts.exposition().self()), false);
    router
        .get("/metrics/racks/:rack")
        .blockingHandler(
            context ->
                answer(
                    context,
                    parts
                        .exposition()
                        .rack(context.pathParam("rack"))
                        .orElseThrow(
                            () ->
                                new WebException(
                                    404,
                                    "no rack '"
                                        + context.pathParam("rack")
                                        + "' ever sent a sample here"))),
            false);
    router
        .get("/metrics/campaigns/:id")
        .blockingHandler(
            context ->
                answer(
                    context,
                    parts
                        .exposition()
                        .campaign(context.pathParam("id"))
                        .orElseThrow(
                            () ->
                                new WebException(
                                    404,
                                    "there is no campaign '" + context.pathParam("id") + "'"))),
            false);
    router.get("/api/prometheus/targets").blockingHandler(this::targets, false);
  }

  private static void answer(RoutingContext context, String text) {
    Answers.bytes(context, Exposition.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Each rack is a target of its own at the address by which this was asked for. */
  private void targets(RoutingContext context) {
    ArrayNode targets = JSON.createArrayNode();
    for (String rack : parts.exposition().racks()) {
      RackIdentity identity = parts.samples().racks().getOrDefault(rack, RackIdentity.of(rack));
      Map<String, String> labels = new LinkedHashMap<>();
      labels.put("rack", rack);
      labels.put("generation", identity.generation());
      labels.put("maker", identity.maker());
      labels.put("site", identity.site());
      labels.put("lot", identity.lot());
      labels.values().removeIf(String::isEmpty);
      target(context, targets, "/metrics/racks/" + rack, labels);
    }
    Answers.bytes(context, "application/json", targets.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void target(
      RoutingContext context, ArrayNode targets, String path, Map<String, String> labels) {
    @Nullable HostAndPort authority = context.request().authority();
    ObjectNode target = targets.addObject();
    target.putArray("targets").add(authority == null ? "127.0.0.1" : authority.toString());
    ObjectNode all = target.putObject("labels");
    all.put("__metrics_path__", path);
    all.put("__scheme__", context.request().scheme());
    labels.forEach(all::put);
  }
}
