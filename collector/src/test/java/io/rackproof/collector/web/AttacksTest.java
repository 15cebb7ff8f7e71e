package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.access.AuditEvent;
import io.rackproof.collector.access.Caller;
import io.rackproof.collector.access.Role;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.stream.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks at the web port, each refused and told in the audit log. Those at the port of agents are
 * elsewhere: another agent's rack in {@code stream.EnrolmentTest} and {@code stream.TlsStreamTest},
 * a replayed batch in {@code stream.StreamTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksTest {

  /** Ends what waits for an answer that does not come. */
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir static Path directory;

  private SignedIn site;
  private SSLContext trusting;
  private String campaign;

  /** What is tried: gives the status of the answer, 0 when the connection was ended instead. */
  private interface Try {
    int status() throws Exception;
  }

  /**
   * A row of the table.
   *
   * @param status of the answer
   * @param told a part of what the audit log tells
   */
  private record Attack(String name, int status, String told, Try attempt) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void start() throws Exception {
    Certificates authority = new Certificates(directory, "authority");
    Certificates.Issued issued = authority.issue("web", "localhost");
    trusting = SignedIn.trusting(authority.authority);
    Path store = Files.createDirectory(directory.resolve("store"));
    site =
        new SignedIn(
            store,
            new WebConfig(
                "127.0.0.1",
                0,
                java.util.Optional.empty(),
                java.util.Optional.of(new WebConfig.Tls(issued.certificate(), issued.key()))));
    site.collector.trust(trusting);
    campaign = site.begin();
  }

  @AfterAll
  void stop() {
    site.close();
  }

  Stream<Attack> attacks() {
    return Stream.of(
        new Attack("no token", 401, "sign in, or show a token", () -> get("/api/racks")),
        new Attack(
            "role of another", 403, "this needs the role approver", () -> decide(site.as("emil"))),
        new Attack("expired token", 401, "is expired", this::expiredToken),
        new Attack("revoked token", 401, "is revoked", this::revokedToken),
        new Attack(
            "forged token",
            401,
            "no such token",
            () ->
                get(
                    "/api/racks",
                    "Authorization",
                    "Bearer rackproof_0123456789ab_" + "A".repeat(43))),
        new Attack(
            "forged session",
            401,
            "no such session",
            () -> get("/api/racks", "Cookie", "__Host-rackproof-session=" + "A".repeat(43))),
        new Attack(
            "session without its prefix",
            401,
            "sign in, or show a token",
            () -> get("/api/racks", "Cookie", session().replace("__Host-", ""))),
        new Attack("fixed session", 401, "no such session", this::fixedSession),
        new Attack("session after signing out", 401, "no such session", this::signedOutSession),
        new Attack(
            "post of another origin",
            403,
            "pages of https://evil.example",
            () -> annotate("Cookie", session(), "Origin", "https://evil.example")),
        new Attack(
            "post of another site",
            403,
            "another site",
            () -> annotate("Cookie", session(), "Sec-Fetch-Site", "cross-site")),
        new Attack(
            "post of the same name in the clear",
            403,
            "pages of http://",
            () ->
                annotate(
                    "Cookie", session(), "Origin", "http://127.0.0.1:" + site.collector.port())),
        new Attack(
            "post that tells no origin",
            403,
            "must tell its origin",
            () -> annotate("Cookie", session())),
        new Attack(
            "form of another site",
            415,
            "send a JSON body",
            () ->
                raw(
                    "POST /api/campaigns/"
                        + campaign
                        + "/finish HTTP/1.1\r\nCookie: "
                        + session()
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: 2\r\n",
                    "a=")),
        new Attack(
            "name of another under a decision",
            403,
            "nothing is recorded under the name 'ben'",
            () -> annotateAs("ben", site.as("ann"))),
        new Attack(
            "way out of the static files",
            404,
            "there is nothing at",
            () -> raw("GET /static/../../../../etc/passwd HTTP/1.1\r\n", "")),
        new Attack(
            "the same, escaped",
            404,
            "there is nothing at",
            () -> raw("GET /static/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n", "")),
        new Attack(
            "way around the guard",
            401,
            "sign in, or show a token",
            () -> raw("GET //api//racks HTTP/1.1\r\n", "")),
        new Attack(
            "the same, by way of an open file",
            401,
            "sign in, or show a token",
            () -> raw("GET /static/../api/racks HTTP/1.1\r\n", "")),
        new Attack(
            "body that is too long",
            413,
            "POST /api/sign-in",
            () -> raw(announcing(900000000), "{")),
        new Attack(
            "header that is too long",
            431,
            "too long",
            () -> raw("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n", "")),
        new Attack(
            "request line that is too long",
            414,
            "too long",
            () -> raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n", "")),
        new Attack("header that does not end", 0, "no whole request came", this::slowHeader),
        new Attack(
            "body that does not come", 0, "the body did not come", () -> raw(announcing(100), "{")),
        new Attack(
            "name that points here",
            403,
            "rebound.example",
            () -> rawHost("rebound.example", "GET /sign-in HTTP/1.1\r\n", "")),
        new Attack("TLS 1.1", 0, "no connection", () -> handshake("TLSv1.1")),
        new Attack("guessing at a password", 429, "too many tries for ann", this::guess));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void isRefusedAndTold(Attack attack) throws Exception {
    // Refusals of one address are told one by one for so many a minute.
    site.collector.at(60L * ++minute);
    assertThat(attack.attempt().status()).isEqualTo(attack.status());
    awaitTold(attack.told());
    assertThat(site.collector.access().audit().isWorking()).isTrue();
  }

  private int minute;

  private void awaitTold(String part) throws IOException {
    long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (refusalsNow().stream().noneMatch(e -> (e.what() + " " + e.detail()).contains(part))) {
      assertThat(System.nanoTime()).as("told: %s in %s", part, site.audit()).isLessThan(deadline);
    }
  }

  private List<AuditEvent> refusalsNow() throws IOException {
    long now = SentRack.START + minute * 60_000L;
    return site.audit().stream()
        .filter(e -> e.kind() == AuditEvent.Kind.REFUSAL && e.timeMillis() == now)
        .toList();
  }

  private int get(String path, String... headers) throws Exception {
    return site.collector.get(path, headers).statusCode();
  }

  private String session() throws Exception {
    return site.session("ann");
  }

  private int annotate(String... headers) throws Exception {
    return site.collector
        .post("/api/campaigns/" + campaign + "/annotations", Map.of("text", "x"), headers)
        .statusCode();
  }

  private int annotateAs(String name, String... headers) throws Exception {
    return site.collector
        .post(
            "/api/campaigns/" + campaign + "/annotations",
            Map.of("text", "x", "author", name),
            headers)
        .statusCode();
  }

  private int decide(String... headers) throws Exception {
    return site.collector
        .post("/api/campaigns/" + campaign + "/decisions", Map.of(), headers)
        .statusCode();
  }

  private int expiredToken() throws Exception {
    String token = site.token("ann", Role.VIEWER, Duration.ofDays(1));
    site.collector.at(60L * minute + 86_400);
    int status = get("/api/racks", SignedIn.bearer(token));
    minute += 1_440;
    return status;
  }

  private int revokedToken() throws Exception {
    String token = site.token("ann", Role.VIEWER, Duration.ofDays(3_650));
    Caller caller = site.collector.access().token(token).orElseThrow();
    site.commands.revokeToken(caller.id());
    long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (site.collector.access().isGood(caller)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    return get("/api/racks", SignedIn.bearer(token));
  }

  /** Whoever signs in with a prepared cookie gets another one. */
  private int fixedSession() throws Exception {
    String prepared = "__Host-rackproof-session=" + "A".repeat(43);
    var answer =
        site.collector.post(
            "/api/sign-in",
            Map.of("name", "ann", "password", SignedIn.PASSWORD),
            "Cookie",
            prepared);
    assertThat(SignedIn.cookie(answer)).isNotEqualTo(prepared);
    return get("/api/racks", "Cookie", prepared);
  }

  private int signedOutSession() throws Exception {
    String session = session();
    assertThat(
            site.collector
                .post("/api/sign-out", Map.of(), "Cookie", session, "Sec-Fetch-Site", "same-origin")
                .statusCode())
        .isEqualTo(200);
    return get("/api/racks", "Cookie", session);
  }

  private int guess() throws Exception {
    int status = 0;
    for (int i = 0; i < 6; i++) {
      status = site.signIn("ann", "a wrong password " + i).statusCode();
    }
    return status;
  }

  private SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), site.collector.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private int raw(String head, String body) throws IOException {
    return rawHost("127.0.0.1:" + site.collector.port(), head, body);
  }

  private int rawHost(String host, String head, String body) throws IOException {
    try (SSLSocket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Host: " + host + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return status(socket.getInputStream());
    }
  }

  private static int status(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
    } catch (SSLException | java.net.SocketException e) {
      return 0;
    }
    return line.isEmpty() ? 0 : Integer.parseInt(line.toString().split(" ", -1)[1]);
  }

  /** The head of a sign-in whose body has so many bytes, as it says. */
  private static String announcing(int bytes) {
    String type = "Content-Type: application/json";
    return String.join("\r\n", "POST /api/sign-in HTTP/1.1", type, "Content-Length: " + bytes, "");
  }

  /** Sends no more than a part of a header. */
  private int slowHeader() throws IOException {
    try (SSLSocket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return status(socket.getInputStream());
    }
  }

  /** A first message of an older TLS, as bytes: this Java would not speak it. */
  private int handshake(String protocol) throws IOException {
    assertThat(protocol).isEqualTo("TLSv1.1");
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 2];
    int at = 0;
    for (int b : new int[] {0x16, 3, 1, 0, hello.length - 5, 1, 0, 0, hello.length - 9, 3, 2}) {
      hello[at++] = (byte) b;
    }
    at += 32;
    for (int b : new int[] {0, 0, 2, 0xC0, 0x09, 1, 0}) {
      hello[at++] = (byte) b;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.collector.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(hello);
      socket.getOutputStream().flush();
      int first = socket.getInputStream().read();
      // An alert, or the end: no handshake message of the server's.
      assertThat(first).isIn(-1, 0x15);
      return 0;
    }
  }
}
