package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.access.Access;
import io.rackproof.collector.access.AuditEvent.Kind;
import io.rackproof.collector.access.Caller;
import io.rackproof.collector.access.SignIn;
import io.rackproof.collector.openid.OpenIdProvider;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and who is signed in. */
final class SignInApi {

  static final String SIGN_IN = "/api/sign-in";
  static final String SESSION = "/api/session";
  static final String SIGN_OUT = "/api/sign-out";

  private final Gate gate;
  private final WebConfig config;
  private final Templates templates;
  private final Optional<OpenIdProvider> openId;
  private final ProviderSessions provider;

  SignInApi(Gate gate, WebConfig config, Templates templates, Optional<OpenIdProvider> openId) {
    this.gate = gate;
    this.config = config;
    this.templates = templates;
    this.openId = openId;
    this.provider = new ProviderSessions(openId, gate);
  }

  ProviderSessions provider() {
    return provider;
  }

  void route(Router router) {
    router.get("/sign-in").handler(this::page);
    router.post(SIGN_IN).blockingHandler(c -> CampaignApi.run(c, this::signIn), false);
    router.post(SIGN_OUT).blockingHandler(c -> CampaignApi.run(c, this::signOut), false);
    router.get(SESSION).handler(this::session);
  }

  private void page(RoutingContext context) {
    // Told as of the last look: a provider that does not answer must not keep the page waiting.
    openId
        .filter(OpenIdProvider::isLookDue)
        .ifPresent(
            due -> {
              var unused = context.vertx().executeBlocking(due::look, false);
            });
    @Nullable String next = context.request().getParam("next");
    Answers.html(
        context,
        templates.render(
            "signin.jte",
            Map.of(
                "viewer",
                gate.viewer(context),
                "accounts",
                gate.access().hasAccounts(),
                "provider",
                openId.map(OpenIdProvider::label).orElse(""),
                "trouble",
                openId.map(OpenIdProvider::trouble).orElse(""),
                "begin",
                OpenIdApi.BEGIN
                    + (next == null
                        ? ""
                        : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8)))));
  }

  /** Always a new session with a new secret, so that nobody can prepare one for another. */
  private void signIn(RoutingContext context) throws IOException {
    Access access = gate.access();
    JsonNode body = Answers.body(context);
    String name = Answers.required(body, "name");
    String from = gate.address(context.request());
    checkAudit();
    SignIn answer = access.signIn(name, Answers.required(body, "password"), from);
    if (answer instanceof SignIn.Later later) {
      Gate.because(context, "too many tries for " + name + " or from there");
      context.response().putHeader("Retry-After", String.valueOf(later.seconds()));
      throw new WebException(
          429, "too many tries: the next may be made in " + later.seconds() + " s");
    }
    if (!(answer instanceof SignIn.Granted granted)) {
      Gate.because(context, "wrong name or password for " + name);
      throw new WebException(401, "name or password are wrong");
    }
    grant(context, granted, "POST " + SIGN_IN, "signed in");
    answer(context, granted.caller());
  }

  void checkAudit() {
    if (!gate.access().audit().isWorking()) {
      throw new WebException(503, "the audit log cannot be written: nobody can sign in now");
    }
  }

  /** Gives a browser a session, and ends the one that it had. */
  void grant(RoutingContext context, SignIn.Granted granted, String what, String detail)
      throws IOException {
    Optional<Caller> before = Gate.caller(context);
    if (before.isPresent()) {
      gate.access().signOut(before.get());
    }
    gate.access()
        .audit()
        .note(
            Kind.SESSION,
            granted.caller().name(),
            gate.address(context.request()),
            what,
            "",
            200,
            detail);
    context.response().addCookie(cookie(granted.secret()));
  }

  private Cookie cookie(String secret) {
    return Cookie.cookie(gate.cookieName(), secret)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(config.isSecure())
        .setSameSite(CookieSameSite.STRICT);
  }

  private void signOut(RoutingContext context) throws IOException {
    Caller caller = Gate.caller(context).orElseThrow(() -> new WebException(401, "nobody is"));
    if (caller.kind() == Caller.Kind.TOKEN) {
      throw new WebException(409, "a token is revoked, not signed out: rackproof token revoke");
    }
    Optional<URI> leave =
        provider.leave(caller, URI.create(OpenIdApi.base(config, context.request()) + "/sign-in"));
    gate.access().signOut(caller);
    gate.access()
        .audit()
        .note(
            Kind.SESSION,
            caller.name(),
            gate.address(context.request()),
            "POST " + SIGN_OUT,
            "",
            200,
            "signed out");
    context.response().addCookie(cookie("").setMaxAge(0));
    ObjectNode nobody = Answers.object().putNull("name").putNull("role");
    leave.ifPresent(address -> nobody.put("leave", address.toString()));
    Answers.json(context, nobody);
  }

  private void session(RoutingContext context) {
    gate.access();
    answer(context, Gate.caller(context).orElseThrow(() -> new WebException(401, "nobody is")));
  }

  private static void answer(RoutingContext context, Caller caller) {
    Answers.json(
        context, Answers.object().put("name", caller.name()).put("role", caller.role().label()));
  }
}
