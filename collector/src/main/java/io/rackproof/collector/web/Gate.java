package io.rackproof.collector.web;

import io.rackproof.collector.access.Access;
import io.rackproof.collector.access.AuditEvent.Kind;
import io.rackproof.collector.access.Caller;
import io.rackproof.collector.access.Role;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, refuses what his role may not, and notes in the audit log what was changed
 * and refused. Where nobody signs in it lets everything pass.
 */
final class Gate {

  private static final String CALLER = "caller";
  private static final String REFUSED = "refused";

  /** Set when a request shows a session or a token, good or not. */
  private static final String SHOWN = "shown";

  private static final String BEARER = "Bearer ";

  private final Optional<Access> access;
  private final WebConfig config;

  Gate(Optional<Access> access, WebConfig config) {
    this.access = access;
    this.config = config;
  }

  /** Accounts and audit log; a 404 where nobody signs in. */
  Access access() {
    return access.orElseThrow(
        () ->
            new WebException(
                404,
                "nobody signs in here: 'web: {sign-in: local}' of collector.yaml changes that"));
  }

  /** Where browsers keep the session; bound to this host and to https as far as there is any. */
  String cookieName() {
    return (config.isSecure() ? "__Host-" : "") + "rackproof-session";
  }

  /** Who asks; empty where nobody signs in, and for who has not. */
  static Optional<Caller> caller(RoutingContext context) {
    @Nullable Caller caller = context.get(CALLER);
    return Optional.ofNullable(caller);
  }

  /** For whom a page is made. */
  Viewer viewer(RoutingContext context) {
    return access.isEmpty()
        ? Viewer.ANYBODY
        : caller(context).map(Viewer::of).orElse(Viewer.NOBODY);
  }

  /** The name that stands under what is done: that of the user, whatever was typed. */
  String name(RoutingContext context, String typed) {
    Optional<Caller> caller = caller(context);
    if (caller.isEmpty()) {
      return typed;
    }
    String own = caller.get().name();
    if (!typed.isBlank() && !typed.strip().equalsIgnoreCase(own)) {
      throw new WebException(
          403,
          "you are signed in as "
              + own
              + ": nothing is recorded under the name '"
              + typed.strip()
              + "'. Leave the name away");
    }
    return own;
  }

  /** A signature that a second one is to stand beside must be a user's, too. */
  void checkSignedByUser(String name, long atMillis) {
    if (access.isPresent() && !access.get().wasUser(name, atMillis)) {
      throw new WebException(
          409,
          "the first signature, of '"
              + name
              + "', is of nobody who signed in: ask for a new waiver");
    }
  }

  /** Before all routes: whose request it is, and whether there are not too many of them. */
  void identify(RoutingContext context) {
    if (access.isEmpty()) {
      context.next();
      return;
    }
    context.addHeadersEndHandler(sent -> note(context));
    HttpServerRequest request = context.request();
    @Nullable String authorization = request.getHeader("Authorization");
    boolean remoteWrite = RemoteWriteApi.PATH.equals(request.path());
    String from = address(request);
    if (authorization != null && authorization.startsWith(BEARER) && !remoteWrite) {
      context.put(SHOWN, true);
      String token = authorization.substring(BEARER.length()).strip();
      Optional<Caller> caller = access.get().token(token);
      admit(context, caller, from);
      if (caller.isEmpty()) {
        context.put(REFUSED, access.get().objection(token));
        context.response().putHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        throw new WebException(401, "this token is not good, or no more: rackproof token list");
      }
      context.put(CALLER, caller.get());
    } else if (!remoteWrite) {
      @Nullable Cookie cookie = request.getCookie(cookieName());
      Optional<Caller> caller =
          cookie == null ? Optional.empty() : access.get().session(cookie.getValue());
      admit(context, caller, from);
      if (cookie != null && caller.isEmpty()) {
        context.put(SHOWN, true);
        context.put(REFUSED, "no such session, or it has ended");
      }
      caller.ifPresent(known -> context.put(CALLER, known));
    }
    context.next();
  }

  private void admit(RoutingContext context, Optional<Caller> caller, String from) {
    if (caller.map(Caller::role).filter(Role.METRICS::equals).isPresent()) {
      return; // a Prometheus that asks for each of a thousand racks every second
    }
    String key = caller.map(c -> "user " + c.name()).orElse("address " + from);
    if (!access.orElseThrow().admit(key)) {
      context.response().putHeader("Retry-After", "1");
      throw new WebException(429, "too many requests: try again in a second");
    }
  }

  /** Lets a request pass whose caller has the role. */
  void check(RoutingContext context, Role needed) {
    if (access.isEmpty()) {
      context.next();
      return;
    }
    Optional<Caller> caller = caller(context);
    if (caller.isEmpty()) {
      refuse(context);
      return;
    }
    if (!caller.get().may(needed)) {
      throw new WebException(
          403,
          "this needs the role "
              + needed.label()
              + "; "
              + caller.get().name()
              + (caller.get().kind() == Caller.Kind.TOKEN ? " has here the role " : " is ")
              + caller.get().role().label());
    }
    checkChange(context, caller.get());
    context.next();
  }

  private void checkChange(RoutingContext context, Caller caller) {
    HttpServerRequest request = context.request();
    if (request.method().equals(HttpMethod.GET)) {
      return;
    }
    // Every browser tells with a change where it comes from; RequestGuard has looked at what it
    // says.
    if (caller.kind() == Caller.Kind.SESSION
        && request.getHeader("Origin") == null
        && request.getHeader("Sec-Fetch-Site") == null) {
      throw new WebException(
          403, "a change by a session must tell its origin; programs use tokens");
    }
    if (!access.orElseThrow().audit().isWorking()) {
      throw new WebException(503, "the audit log cannot be written: nothing can be changed now");
    }
  }

  private static void refuse(RoutingContext context) {
    HttpServerRequest request = context.request();
    @Nullable String accept = request.getHeader("Accept");
    String path = String.valueOf(request.path());
    boolean page =
        request.method().equals(HttpMethod.GET)
            && accept != null
            && accept.contains("text/html")
            && !path.startsWith("/api/");
    if (page) {
      String next = URLEncoder.encode(String.valueOf(request.uri()), StandardCharsets.UTF_8);
      context.response().setStatusCode(303).putHeader("Location", "/sign-in?next=" + next).end();
      return;
    }
    context.response().putHeader("WWW-Authenticate", "Bearer");
    throw new WebException(
        401, "sign in, or show a token: Authorization: Bearer …, which 'rackproof token' makes");
  }

  /** What the audit log is to tell of a refusal, beside its status. */
  static void because(RoutingContext context, String why) {
    if (context.get(REFUSED) == null) {
      context.put(REFUSED, why);
    }
  }

  private void note(RoutingContext context) {
    HttpServerRequest request = context.request();
    int status = context.response().getStatusCode();
    boolean change = !request.method().equals(HttpMethod.GET);
    Optional<Caller> caller = caller(context);
    boolean refused =
        status >= 400
            && (change || caller.isEmpty() || status == 401 || status == 403 || status == 429);
    String path = String.valueOf(request.path());
    if (path.equals(SignInApi.SESSION) && context.get(SHOWN) == null && caller.isEmpty()) {
      // The page for signing in asks whether one is signed in already; nothing was tried.
      return;
    }
    boolean own = path.equals(SignInApi.SIGN_IN) || path.equals(SignInApi.SIGN_OUT);
    if (!refused && (!change || own || path.equals(RemoteWriteApi.PATH))) {
      return;
    }
    @Nullable String why = context.get(REFUSED);
    access
        .orElseThrow()
        .audit()
        .note(
            refused ? Kind.REFUSAL : Kind.CHANGE,
            caller.map(Caller::name).orElse("-"),
            address(request),
            request.method() + " " + path,
            campaign(context),
            status,
            refused && why != null ? why : "");
  }

  private static String campaign(RoutingContext context) {
    @Nullable String id = context.pathParam("id");
    @Nullable String made = context.response().headers().get("Location");
    String prefix = "/api/campaigns/";
    if (made != null && made.startsWith(prefix)) {
      return made.substring(prefix.length());
    }
    return id == null ? "" : id;
  }

  /**
   * Where a request comes from. A proxy on this machine tells it; what others say of themselves
   * does not count.
   */
  String address(HttpServerRequest request) {
    String peer = request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    String direct = peer == null ? "" : peer;
    @Nullable String forwarded = request.getHeader("X-Forwarded-For");
    if (config.address().isEmpty() || forwarded == null || !Hosts.isLoopback(direct)) {
      return direct;
    }
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }

  /** Whether what a caller was recognised by is still good. */
  boolean isGood(Optional<Caller> caller) {
    return access.isEmpty() || caller.filter(access.get()::isGood).isPresent();
  }

  /** What a stream that is open means for the session of who reads it. */
  void reads(Optional<Caller> caller) {
    access.ifPresent(a -> caller.ifPresent(a::reads));
  }

  /** Is run when sessions may have ended. */
  void onChange(Runnable listener) {
    access.ifPresent(a -> a.onChange(listener));
  }

  void stopListening(Runnable listener) {
    access.ifPresent(a -> a.stopListening(listener));
  }

  /** Notes what never became a request. */
  void noteRefused(String from, String what, int status, String why) {
    access.ifPresent(a -> a.audit().note(Kind.REFUSAL, "-", from, what, "", status, why));
  }
}
