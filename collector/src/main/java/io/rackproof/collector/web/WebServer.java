package io.rackproof.collector.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** The HTTP server of pages, API and metrics. */
public final class WebServer implements AutoCloseable {

  /** A plan is some ten kilobytes. */
  private static final long MOST_BODY_BYTES = 1 << 20;

  /** How often the files of the certificate are looked at. */
  private static final long RENEWAL_MILLIS = 5_000;

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final long renewals;
  private final HttpServer server;
  private final LiveEvents events;
  private final FleetPage fleet;
  private final List<String> routes;

  private WebServer(
      Vertx vertx,
      HttpServer server,
      LiveEvents events,
      FleetPage fleet,
      List<String> routes,
      long renewals) {
    this.vertx = vertx;
    this.renewals = renewals;
    this.server = server;
    this.events = events;
    this.fleet = fleet;
    this.routes = routes;
  }

  /**
   * Listens.
   *
   * @throws IOException when the address or the certificate cannot be had, or when other machines
   *     would reach it without TLS and sign-in
   */
  public static WebServer start(Vertx vertx, WebConfig config, WebParts parts) throws IOException {
    return start(vertx, config, parts, SlowRequests.Limits.DEFAULT);
  }

  static WebServer start(Vertx vertx, WebConfig config, WebParts parts, SlowRequests.Limits limits)
      throws IOException {
    if (!config.isLoopback() && (config.tls().isEmpty() || parts.access().isEmpty())) {
      throw new IOException(config.host() + " is reached by others: it needs TLS and sign-in");
    }
    Set<String> names =
        config.address().map(URI::getHost).map(h -> h.toLowerCase(Locale.ROOT)).stream()
            .collect(Collectors.toSet());
    Optional<WebTls> tls = config.tls().map(files -> new WebTls(files, names));
    Optional<ServerSSLOptions> ssl =
        tls.isPresent() ? Optional.of(tls.get().read()) : Optional.empty();
    Hosts fixed = new Hosts(names);
    Gate gate = new Gate(parts.access(), config);
    SlowRequests slow = new SlowRequests(vertx, gate, limits);
    Templates templates = new Templates();
    LiveEvents events = new LiveEvents(vertx, parts, templates, gate);
    FleetPage fleet = new FleetPage(vertx, parts, templates, gate);
    Router router = Router.router(vertx);
    RequestGuard guard = new RequestGuard(config, () -> tls.map(WebTls::hosts).orElse(fixed));
    router.route().handler(slow::asked).failureHandler(new Failures(templates, gate));
    router.route().handler(guard::headers);
    router.route().handler(gate::identify);
    router.route().handler(guard);
    roles(router, gate);
    List<Route> guards = router.getRoutes();
    // Before the reader of bodies: it has its own limit, and asks for a token first.
    new RemoteWriteApi(parts).route(router);
    router.post().handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
    router.post().handler(slow::read);
    new StaticFiles().route(router);
    new ServiceApi(parts).route(router);
    new MetricsApi(parts).route(router);
    SignInApi signIn = new SignInApi(gate, config, templates, parts.openId());
    signIn.route(router);
    new OpenIdApi(parts.openId(), gate, config, signIn).route(router);
    new AuditApi(gate, templates).route(router);
    new RackApi(parts).route(router);
    new CampaignApi(parts).route(router);
    new CriterionApi(parts, templates, gate).route(router);
    new EvidenceApi(parts).route(router);
    new BundleApi(parts).route(router);
    new CourseApi(parts, events, gate).route(router);
    new CompareApi(parts, templates, gate).route(router);
    new Pages(parts, templates, gate).route(router);
    events.route(router);
    fleet.route(router);
    router
        .route()
        .handler(
            context -> {
              throw new WebException(404, "there is nothing at " + context.request().path());
            });
    List<String> routes = routes(router.getRoutes().stream().skip(guards.size()).toList());
    checkRoles(routes);
    HttpServer server = server(vertx, config, ssl, gate, slow).requestHandler(router);
    listen(server, config);
    long renewals = tls.map(files -> renew(vertx, server, files)).orElse(NO_TIMER);
    return new WebServer(vertx, server, events, fleet, routes, renewals);
  }

  /** Each route is guarded by its own pattern, so that what matches it has passed its guard. */
  private static void roles(Router router, Gate gate) {
    Roles.all()
        .forEach(
            (route, role) -> {
              String[] parts = route.split(" ", 2);
              role.ifPresent(
                  needed ->
                      router
                          .route(HttpMethod.valueOf(parts[0]), parts[1])
                          .handler(context -> gate.check(context, needed)));
            });
  }

  private static void checkRoles(List<String> routes) {
    List<String> without = routes.stream().filter(r -> !Roles.all().containsKey(r)).toList();
    if (!without.isEmpty()) {
      throw new IllegalStateException("routes without a role, see Roles: " + without);
    }
  }

  private static HttpServer server(
      Vertx vertx, WebConfig config, Optional<ServerSSLOptions> ssl, Gate gate, SlowRequests slow) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setCompressionSupported(true)
            .setSsl(ssl.isPresent())
            .setUseAlpn(false)
            // Streams of events stay open; SlowRequests ends what does not get on.
            .setIdleTimeout(0);
    HttpServer server =
        ssl.isPresent()
            ? vertx.createHttpServer(new HttpServerConfig(options), ssl.get())
            : vertx.createHttpServer(options);
    return server
        .connectionHandler(slow::opened)
        .invalidRequestHandler(
            request -> {
              HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
              gate.noteRefused(
                  gate.address(request),
                  "",
                  request.response().getStatusCode(),
                  "the request line or the header is too long, or no HTTP");
            })
        .exceptionHandler(
            failure -> gate.noteRefused("", "", 0, "no connection: " + failure.getMessage()));
  }

  private static void listen(HttpServer server, WebConfig config) throws IOException {
    try {
      server.listen().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IOException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + why, e);
    }
  }

  private static long renew(Vertx vertx, HttpServer server, WebTls files) {
    return vertx.setPeriodic(
        RENEWAL_MILLIS,
        timer ->
            vertx
                .executeBlocking(files::changed, false)
                .onSuccess(
                    changed ->
                        changed.ifPresent(
                            options -> {
                              var unused = server.updateSSLOptions(options);
                            })));
  }

  private static List<String> routes(List<Route> all) {
    return all.stream()
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
    vertx.cancelTimer(renewals);
    events.close();
    fleet.close();
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
