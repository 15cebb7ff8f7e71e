package io.rackproof.collector.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The HTTP server of pages, API and metrics. */
public final class WebServer implements AutoCloseable {

  /** A plan is some ten kilobytes. */
  private static final long MOST_BODY_BYTES = 1 << 20;

  private final HttpServer server;
  private final LiveEvents events;
  private final FleetPage fleet;
  private final List<String> routes;

  private WebServer(HttpServer server, LiveEvents events, FleetPage fleet, List<String> routes) {
    this.server = server;
    this.events = events;
    this.fleet = fleet;
    this.routes = routes;
  }

  /**
   * Listens.
   *
   * @throws IOException when the address cannot be had
   */
  public static WebServer start(Vertx vertx, WebConfig config, WebParts parts) throws IOException {
    Templates templates = new Templates();
    LiveEvents events = new LiveEvents(vertx, parts, templates);
    FleetPage fleet = new FleetPage(vertx, parts, templates);
    Router router = Router.router(vertx);
    router.route().handler(new RequestGuard(config)).failureHandler(new Failures(templates));
    // Before the reader of bodies: it has its own limit, and asks for a token first.
    new RemoteWriteApi(parts).route(router);
    router.post().handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
    new StaticFiles().route(router);
    new ServiceApi(parts).route(router);
    new MetricsApi(parts).route(router);
    new RackApi(parts).route(router);
    new CampaignApi(parts).route(router);
    new CriterionApi(parts, templates).route(router);
    new EvidenceApi(parts).route(router);
    new BundleApi(parts).route(router);
    new CourseApi(parts, events).route(router);
    new CompareApi(parts, templates).route(router);
    new Pages(parts, templates).route(router);
    events.route(router);
    fleet.route(router);
    router
        .route()
        .handler(
            context -> {
              throw new WebException(404, "there is nothing at " + context.request().path());
            });
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setCompressionSupported(true)
            .setIdleTimeout(0);
    HttpServer server = vertx.createHttpServer(options).requestHandler(router);
    try {
      server.listen().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IOException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + why, e);
    }
    return new WebServer(server, events, fleet, routes(router));
  }

  private static List<String> routes(Router router) {
    return router.getRoutes().stream()
        .filter(route -> route.getPath() != null && route.methods() != null)
        .flatMap(
            route -> route.methods().stream().map(method -> method.name() + " " + route.getPath()))
        .distinct()
        .toList();
  }

  /** All that it answers, as {@code GET /api/racks/:rack/samples}. */
  List<String> routes() {
    return routes;
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Ends open pages' streams and listens no more. */
  @Override
  public void close() {
    events.close();
    fleet.close();
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
