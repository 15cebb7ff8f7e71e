package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.access.AuditEvent;
import io.rackproof.collector.access.Caller;
import io.rackproof.collector.access.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see and do where they sign in, and under whose name it stands. */
class SignInPagesTest {

  @TempDir Path directory;
  private SignedIn site;

  @BeforeEach
  void start() throws Exception {
    site = new SignedIn(directory, WebConfig.loopback(0));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> post(String user, String path, Map<String, ?> body)
      throws Exception {
    return site.collector.post(path, body, site.as(user));
  }

  @Test
  void pageWithoutASessionLeadsToSigningInAndBack() throws Exception {
    HttpResponse<String> page =
        site.collector.get("/campaigns/x?rack=y", "Accept", "text/html,application/xhtml+xml");
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(page.headers().firstValue("Location"))
        .contains("/sign-in?next=%2Fcampaigns%2Fx%3Frack%3Dy");
    HttpResponse<String> form = site.collector.page("/sign-in?next=%2F");
    assertThat(form.body())
        .contains("autocomplete=\"current-password\"")
        .doesNotContain("Sign out");
  }

  @Test
  void cookieOfASessionIsKeptFromScriptsAndFromOtherSites() throws Exception {
    String cookie =
        site.signIn("ann", SignedIn.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("rackproof-session=")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    String session = cookie.split(";", 2)[0];
    HttpResponse<String> page = site.collector.get("/", "Cookie", session);
    assertThat(page.body()).contains("<b>ann</b>").contains("Sign out").contains("/audit");
    JsonNode who = ServedCollector.json(site.collector.get("/api/session", "Cookie", session));
    assertThat(who.path("name").asText()).isEqualTo("ann");
    assertThat(who.path("role").asText()).isEqualTo("approver");

    HttpResponse<String> out =
        site.collector.post(
            "/api/sign-out", Map.of(), "Cookie", session, "Sec-Fetch-Site", "same-origin");
    assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(site.collector.get("/api/session", "Cookie", session).statusCode()).isEqualTo(401);
  }

  @Test
  void eachSeesTheControlsOfTheRole() throws Exception {
    String id = site.begin();
    post(
        "emil",
        "/api/campaigns/" + id + "/waivers",
        Map.of("criterion", "COOL-14", "reason", "r", "expires", "2030-12-31"));
    String path = "/campaigns/" + id;
    String viewer = site.collector.get(path, site.as("vera")).body();
    String engineer = site.collector.get(path, site.as("emil")).body();
    String approver = site.collector.get(path, site.as("ann")).body();
    assertThat(viewer)
        .doesNotContain("<form class=")
        .doesNotContain("data-end")
        .doesNotContain("data-sign")
        .doesNotContain("data-mark");
    assertThat(engineer)
        .contains("data-post=\"annotations\"")
        .contains("data-post=\"waivers\"")
        .contains("data-end")
        .doesNotContain("data-post=\"decisions\"")
        .doesNotContain("data-sign");
    assertThat(approver).contains("data-post=\"decisions\"").contains("data-sign");
    assertThat(approver).as("the name is the user's").doesNotContain("name=\"by\"");
    assertThat(site.collector.get("/", site.as("vera")).body()).doesNotContain("/campaigns/new");
  }

  @Test
  void namesAreThoseOfTheUsersAndNoOthersAreTaken() throws Exception {
    String path = "/api/campaigns/" + site.begin();
    assertThat(post("emil", path + "/annotations", Map.of("text", "pump off")).body())
        .contains("\"author\":\"emil\"");
    HttpResponse<String> other =
        post("emil", path + "/annotations", Map.of("text", "pump off", "author", "ann"));
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.body()).contains("you are signed in as emil");
    assertThat(
            post(
                    "emil",
                    path + "/entries",
                    Map.of("criterion", "CAB-01", "verdict", "PASS", "by", "Emil"))
                .body())
        .contains("\"by\":\"emil\"");
  }

  @Test
  void waiverIsInForceOnceTwoUsersHaveSigned() throws Exception {
    String path = "/api/campaigns/" + site.begin();
    Map<String, String> asked =
        Map.of("criterion", "COOL-14", "reason", "known", "expires", "2030-12-31");
    assertThat(post("ann", path + "/waivers", asked).body()).contains("\"state\":\"pending\"");
    HttpResponse<String> twice = post("ann", path + "/waivers/1/sign-offs", Map.of());
    assertThat(twice.statusCode()).isEqualTo(409);
    assertThat(post("ann", path + "/waivers/1/sign-offs", Map.of("by", "ben")).statusCode())
        .isEqualTo(403);
    assertThat(post("ben", path + "/waivers/1/sign-offs", Map.of()).body())
        .contains("\"state\":\"in-force\"");
  }

  @Test
  void endOfASessionEndsItsStreams() throws Exception {
    String id = site.begin();
    String session = site.session("ann");
    Caller caller = site.collector.access().session(session.split("=", 2)[1]).orElseThrow();
    try (ServedCollector.Lines racks = site.collector.lines("/racks/events", "Cookie", session);
        ServedCollector.Lines campaign =
            site.collector.lines("/api/campaigns/" + id + "/events", "Cookie", session)) {
      racks.take(line -> line.startsWith("retry"));
      campaign.take(line -> line.startsWith("retry"));
      site.collector.access().signOut(caller);
      racks.awaitEnd();
      campaign.awaitEnd();
    }
    String token = site.token("ann", Role.VIEWER, Duration.ofDays(1));
    try (ServedCollector.Lines racks =
        site.collector.lines("/racks/events", SignedIn.bearer(token))) {
      racks.take(line -> line.startsWith("retry"));
      site.commands.setRole("ann", Role.VIEWER);
      site.commands.remove("ann");
      racks.awaitEnd();
    }
  }

  @Test
  void auditLogTellsWhoDidWhatToWhoMayReadIt() throws Exception {
    String id = site.begin();
    post("emil", "/api/campaigns/" + id + "/annotations", Map.of("text", "x"));
    site.session("ann");
    site.signIn("ann", "a wrong password");
    assertThat(site.audit())
        .extracting(AuditEvent::who, AuditEvent::what, AuditEvent::campaign, AuditEvent::status)
        .contains(
            org.assertj.core.groups.Tuple.tuple("emil", "POST /api/campaigns", id, 201),
            org.assertj.core.groups.Tuple.tuple(
                "emil", "POST /api/campaigns/" + id + "/annotations", id, 200),
            org.assertj.core.groups.Tuple.tuple("ann", "POST /api/sign-in", "", 200),
            org.assertj.core.groups.Tuple.tuple("-", "POST /api/sign-in", "", 401));
    JsonNode events =
        ServedCollector.json(site.collector.get("/api/audit?limit=2", site.as("ann")))
            .path("events");
    assertThat(events).hasSize(2);
    long last = events.path(1).path("id").asLong();
    JsonNode older =
        ServedCollector.json(site.collector.get("/api/audit?before=" + last, site.as("ann")));
    assertThat(older.path("events").path(0).path("id").asLong()).isLessThan(last);
    assertThat(site.collector.get("/audit", site.as("ann")).body())
        .contains("refused 401")
        .contains("wrong name or password for ann");
  }

  @Test
  void tooManyRequestsOfOneUserAreAskedToWait() throws Exception {
    String[] token = site.as("vera");
    HttpResponse<String> answer = site.collector.get("/api/session", token);
    for (int i = 0; i < 400 && answer.statusCode() == 200; i++) {
      answer = site.collector.get("/api/session", token);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(site.collector.get("/api/session", site.as("emil")).statusCode()).isEqualTo(200);
  }
}
