package io.rackproof.collector.web;

import io.vertx.ext.web.Router;

/** What machines ask of the collector itself: health, and what it answers. */
final class ServiceApi {

  private final WebParts parts;

  ServiceApi(WebParts parts) {
    this.parts = parts;
  }

  void route(Router router) {
    router
        .get("/healthz")
        .handler(
            context -> {
              boolean healthy = parts.healthy().getAsBoolean();
              context.response().setStatusCode(healthy ? 200 : 503);
              Answers.json(
                  context,
                  Answers.object()
                      .put("status", healthy ? "ok" : "cannot store")
                      .put("software", parts.software()));
            });
    byte[] openapi = StaticFiles.read("/io/rackproof/collector/web/openapi.yaml");
    router
        .get("/api/v1/openapi.yaml")
        .handler(context -> Answers.bytes(context, "application/yaml; charset=utf-8", openapi));
  }
}
