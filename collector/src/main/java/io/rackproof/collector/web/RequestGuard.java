package io.rackproof.collector.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every request must keep, and the headers that every answer carries. A page of another origin
 * can neither change anything here (JSON only, same origin) nor read it by pointing a name of its
 * own at this machine (the host is a loopback name, or one that the certificate has).
 */
final class RequestGuard implements Handler<RoutingContext> {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final WebConfig config;
  private final Supplier<Hosts> hosts;

  /**
   * @param hosts by which this server may be asked now
   */
  RequestGuard(WebConfig config, Supplier<Hosts> hosts) {
    this.config = config;
    this.hosts = hosts;
  }

  /** Those that every answer carries, refusals as well. */
  void headers(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", "no-store");
    if (config.tls().isPresent()) {
      context.response().putHeader("Strict-Transport-Security", "max-age=31536000");
    }
    context.next();
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    @Nullable HostAndPort host = request.authority();
    if (host == null) {
      throw new WebException(400, "the request names no host");
    }
    if (!hosts.get().isKnown(host.host())) {
      throw new WebException(
          403,
          config.isLoopback()
              ? "this server is for this machine only: open it as 127.0.0.1 or localhost, not as "
                  + host.host()
              : "this server is not "
                  + host.host()
                  + ": open it by a name that its certificate has");
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      checkChange(request, host);
    }
    context.next();
  }

  private void checkChange(HttpServerRequest request, HostAndPort host) {
    @Nullable String type = request.getHeader("Content-Type");
    // Remote write shows a token that no page of another origin has.
    boolean jsonOnly = !RemoteWriteApi.PATH.equals(request.path());
    if (jsonOnly && isNotJson(type)) {
      throw new WebException(415, "send a JSON body with Content-Type: application/json");
    }
    @Nullable String origin = request.getHeader("Origin");
    if (origin != null && !isOf(origin, host)) {
      throw new WebException(403, "requests from pages of " + origin + " are refused");
    }
    @Nullable String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new WebException(403, "requests from pages of another site are refused");
    }
  }

  private static boolean isNotJson(@Nullable String type) {
    return type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private boolean isOf(String origin, HostAndPort host) {
    try {
      URI uri = new URI(origin);
      if (config.address().filter(uri::equals).isPresent()) {
        return true;
      }
      return host.toString().equalsIgnoreCase(uri.getAuthority())
          && (config.tls().isEmpty() || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
