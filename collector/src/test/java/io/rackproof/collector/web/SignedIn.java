package io.rackproof.collector.web;

import io.rackproof.collector.access.AccessRegister;
import io.rackproof.collector.access.AuditEvent;
import io.rackproof.collector.access.Role;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.openid.OpenIdConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A collector where people sign in, with a viewer {@code vera}, an engineer {@code emil} and the
 * approvers {@code ann} and {@code ben}.
 */
final class SignedIn implements AutoCloseable {

  static final String PASSWORD = "correct horse battery";
  static final String RACK = "gen2-007";

  final ServedCollector collector;
  final AccessRegister commands;

  SignedIn(Path directory, WebConfig config) throws IOException {
    this(directory, config, Optional.empty());
  }

  SignedIn(Path directory, WebConfig config, Optional<OpenIdConfig> openId) throws IOException {
    collector = ServedCollector.startWithSignIn(directory, config, openId);
    Clock start = Clock.fixed(Instant.ofEpochMilli(SentRack.START), ZoneOffset.UTC);
    commands = AccessRegister.open(directory.resolve("access"), start);
    for (Map.Entry<String, Role> user :
        Map.of(
                "vera",
                Role.VIEWER,
                "emil",
                Role.ENGINEER,
                "ann",
                Role.APPROVER,
                "ben",
                Role.APPROVER)
            .entrySet()) {
      // All but one have tokens alone: a password takes its time.
      boolean password = user.getKey().equals("ann");
      commands.add(
          user.getKey(), user.getValue(), password ? Optional.of(PASSWORD) : Optional.empty());
    }
    for (String name : List.of("vera", "emil", "ann", "ben")) {
      await(name + " is known", () -> collector.access().wasUser(name, Long.MAX_VALUE));
    }
  }

  /** Trusts what an authority signed. */
  static SSLContext trusting(Path authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("a", io.rackproof.identity.Pem.certificates(authority).get(0));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A new token of a user; good once the collector has seen it. */
  String token(String user, Role role, Duration valid) throws IOException {
    String token = commands.createToken(user, role, "", valid);
    awaitKnown(token);
    return token;
  }

  /** The header of a user, by a new token with all that the user may. */
  String[] as(String user) throws IOException {
    Role role =
        commands.accounts().stream()
            .filter(a -> a.name().equals(user))
            .findFirst()
            .orElseThrow()
            .role();
    return bearer(token(user, role, Duration.ofDays(3_650)));
  }

  static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private void awaitKnown(String token) {
    await("the token is known", () -> collector.access().token(token).isPresent());
  }

  /** A command's change is noticed within moments. */
  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 30 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  HttpResponse<String> signIn(String name, String password) throws Exception {
    return collector.post("/api/sign-in", Map.of("name", name, "password", password));
  }

  /** The cookie of a new session, as a browser sends it. */
  String session(String name) throws Exception {
    HttpResponse<String> answer = signIn(name, PASSWORD);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    return cookie(answer);
  }

  static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  /** A campaign that an engineer has begun. */
  String begin() throws Exception {
    HttpResponse<String> begun =
        collector.post(
            "/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN_BY_HAND), as("emil"));
    if (begun.statusCode() != 201) {
      throw new AssertionError(begun.body());
    }
    return ServedCollector.json(begun).path("id").asText();
  }

  List<AuditEvent> audit() throws IOException {
    return collector.access().audit().read(Long.MAX_VALUE, 0, "", 1_000);
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    collector.close();
  }
}
