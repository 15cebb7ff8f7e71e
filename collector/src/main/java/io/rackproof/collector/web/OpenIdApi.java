package io.rackproof.collector.web;

import io.rackproof.collector.access.Access;
import io.rackproof.collector.access.SignIn;
import io.rackproof.collector.openid.NotSignedInException;
import io.rackproof.collector.openid.OpenIdProvider;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to the site's OpenID provider, and back. */
final class OpenIdApi {

  static final String BEGIN = "/sign-in/openid";
  static final String CALLBACK = "/sign-in/openid/callback";

  private final Optional<OpenIdProvider> provider;
  private final Gate gate;
  private final WebConfig config;
  private final SignInApi sessions;

  OpenIdApi(Optional<OpenIdProvider> provider, Gate gate, WebConfig config, SignInApi sessions) {
    this.provider = provider;
    this.gate = gate;
    this.config = config;
    this.sessions = sessions;
  }

  void route(Router router) {
    router.get(BEGIN).blockingHandler(c -> CampaignApi.run(c, this::begin), false);
    router.get(CALLBACK).blockingHandler(c -> CampaignApi.run(c, this::end), false);
  }

  private OpenIdProvider provider() {
    return provider.orElseThrow(
        () -> new WebException(404, "no provider stands in collector.yaml, at web.sign-in.openid"));
  }

  private void begin(RoutingContext context) {
    @Nullable String next = context.request().getParam("next");
    OpenIdProvider.Way way;
    try {
      way = provider().begin(back(context.request()), next == null ? "/" : next);
    } catch (NotSignedInException e) {
      throw refused(context, e);
    }
    context
        .response()
        .addCookie(cookie(way.cookie()).setMaxAge(OpenIdProvider.VALID.toSeconds()))
        .setStatusCode(303)
        .putHeader("Location", way.address().toString())
        .end();
  }

  /**
   * Lax, since the provider's page leads back here, and a strict one would not be shown then. It
   * opens nothing.
   */
  private Cookie cookie(String value) {
    return Cookie.cookie(cookieName(), value)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(config.isSecure())
        .setSameSite(CookieSameSite.LAX);
  }

  private String cookieName() {
    return (config.isSecure() ? "__Host-" : "") + "rackproof-openid";
  }

  private URI back(HttpServerRequest request) {
    return URI.create(base(config, request) + CALLBACK);
  }

  /** How the browser reaches this server; the guard has looked at the host. */
  static String base(WebConfig config, HttpServerRequest request) {
    return config
        .address()
        .map(URI::toString)
        .orElseGet(() -> (config.isSecure() ? "https://" : "http://") + request.authority());
  }

  private void end(RoutingContext context) throws IOException {
    HttpServerRequest request = context.request();
    @Nullable Cookie kept = request.getCookie(cookieName());
    if (kept != null) {
      context.response().addCookie(cookie("").setMaxAge(0));
    }
    OpenIdProvider.Arrived arrived;
    try {
      arrived =
          provider().end(back(request), parameters(request), kept == null ? "" : kept.getValue());
    } catch (NotSignedInException e) {
      throw refused(context, e);
    }
    Access access = gate.access();
    sessions.checkAudit();
    SignIn answer = access.signIn(arrived.user());
    if (answer instanceof SignIn.Refused no) {
      throw new WebException(403, no.why());
    }
    if (!(answer instanceof SignIn.Granted granted)) {
      throw new WebException(409, "the user was changed at this moment: sign in again");
    }
    sessions.grant(
        context,
        granted,
        "GET " + CALLBACK,
        "signed in as " + arrived.user().subject() + " of " + arrived.user().issuer());
    sessions.provider().put(granted.caller(), arrived.idToken());
    // The strict cookie of the session is not shown while the provider's page still leads; the page
    // for signing in asks for itself, and goes on.
    String next = URLEncoder.encode(arrived.next(), StandardCharsets.UTF_8);
    context.response().setStatusCode(303).putHeader("Location", "/sign-in?next=" + next).end();
  }

  private static Map<String, List<String>> parameters(HttpServerRequest request) {
    Map<String, List<String>> parameters = new HashMap<>();
    request.params().names().forEach(name -> parameters.put(name, request.params().getAll(name)));
    return parameters;
  }

  private static WebException refused(RoutingContext context, NotSignedInException e) {
    int status =
        switch (e.reason()) {
          case NOT_BEGUN -> 400;
          case NOT_PROVEN -> 401;
          case NO_ROLE -> 403;
          case NO_ANSWER -> 502;
          case BUSY -> 503;
        };
    if (status == 503) {
      context.response().putHeader("Retry-After", "2");
    }
    return new WebException(status, String.valueOf(e.getMessage()));
  }
}
