package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.access.AuditEvent;
import io.rackproof.collector.access.Role;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.openid.RoleClaim;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by Spring's authorization server, with what goes through a browser on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenIdTest {

  static final RoleClaim ROLES =
      new RoleClaim(
          "realm_access.roles",
          Map.of(
              Role.VIEWER, List.of("everybody"),
              Role.ENGINEER, List.of("rack-engineers"),
              Role.APPROVER, List.of("rack-approvers")));

  @TempDir static Path directory;

  private SpringProvider provider;
  private SignedIn site;

  static OpenIdConfig config(URI issuer) {
    return new OpenIdConfig(
        issuer,
        "Lab account",
        SpringProvider.CLIENT,
        SpringProvider.SECRET,
        Optional.empty(),
        OpenIdConfig.DEFAULT_SCOPES,
        OpenIdConfig.DEFAULT_NAME_CLAIM,
        ROLES);
  }

  @BeforeAll
  void start() throws Exception {
    provider = new SpringProvider(Files.createDirectory(directory.resolve("tomcat")));
    site =
        new SignedIn(
            Files.createDirectory(directory.resolve("store")),
            WebConfig.loopback(0),
            Optional.of(config(provider.issuer())));
    provider.register(site.collector.url());
  }

  @AfterAll
  void stop() {
    site.close();
    provider.close();
  }

  private URI at(String path) {
    return URI.create(site.collector.url() + path);
  }

  /** Goes to the provider, fills in its form, and comes back. */
  private HttpResponse<String> arrive(Browsing browser, String name, String next) throws Exception {
    return browser.follow(before(browser, name, next), "");
  }

  /** The same, up to the redirect that leads back. */
  private HttpResponse<String> before(Browsing browser, String name, String next) throws Exception {
    HttpResponse<String> form = browser.follow(browser.get(at("/sign-in/openid" + next)), "");
    assertThat(form.uri().getHost()).isEqualTo("localhost");
    return browser.follow(SpringProvider.signIn(browser, form, name), OpenIdApi.CALLBACK);
  }

  private JsonNode session(Browsing browser) throws Exception {
    return ServedCollector.json(browser.get(at("/api/session")));
  }

  @Test
  void personComesInWithTheRoleThatTheProviderGivesAndTheNameStandsUnderWhatIsDone()
      throws Exception {
    Browsing browser = new Browsing();
    HttpResponse<String> page = browser.get(at("/sign-in?next=%2Fracks%3Fsite%3Dx"));
    assertThat(page.body())
        .contains("Sign in with Lab account")
        .contains("href=\"/sign-in/openid?next=%2Fracks%3Fsite%3Dx\"");
    HttpResponse<String> arrived = arrive(browser, "carol", "?next=%2Fracks%3Fsite%3Dx");
    assertThat(arrived.uri().toString()).endsWith("/sign-in?next=%2Fracks%3Fsite%3Dx");
    assertThat(session(browser).path("name").asText()).isEqualTo("carol");
    assertThat(session(browser).path("role").asText()).isEqualTo("approver");
    assertThat(browser.cookie("rackproof-openid")).as("it has done its work").isEmpty();

    String campaign = site.begin();
    assertThat(
            browser
                .json(at("/api/campaigns/" + campaign + "/annotations"), "{\"text\":\"seen\"}")
                .body())
        .contains("\"author\":\"carol\"");
    assertThat(site.audit())
        .anySatisfy(
            event -> {
              assertThat(event.kind()).isEqualTo(AuditEvent.Kind.SESSION);
              assertThat(event.who()).isEqualTo("carol");
              assertThat(event.detail()).isEqualTo("signed in as carol of " + provider.issuer());
            });
  }

  @Test
  void strictCookieIsThatOfTheSessionAndTheOtherOneOpensNothing() throws Exception {
    Browsing browser = new Browsing();
    HttpResponse<String> begun = browser.get(at("/sign-in/openid"));
    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("rackproof-openid=")
        .contains("SameSite=Lax")
        .containsIgnoringCase("HttpOnly")
        .contains("Max-Age=600");
    assertThat(Browsing.next(begun).orElseThrow().getRawQuery())
        .contains("code_challenge_method=S256")
        .contains("nonce=")
        .contains("state=")
        .doesNotContain(browser.cookie("rackproof-openid").orElseThrow());
    HttpResponse<String> back =
        browser.get(Browsing.next(before(browser, "carol", "")).orElseThrow());
    assertThat(back.headers().allValues("Set-Cookie"))
        .anyMatch(c -> c.startsWith("rackproof-session=") && c.contains("SameSite=Strict"))
        .anyMatch(c -> c.startsWith("rackproof-openid=;") && c.contains("Max-Age=0"));
  }

  @Test
  void whoHasNoRoleIsToldWhichClaimWasLookedAtAndWhatItHolds() throws Exception {
    Browsing browser = new Browsing();
    HttpResponse<String> refused = arrive(browser, "nora", "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("knows you as nora")
        .contains("realm_access.roles")
        .contains("canteen, parking")
        .contains("href=\"/sign-in\"");
    assertThat(session(browser).path("name").asText()).isEmpty();
    assertThat(site.audit())
        .anySatisfy(
            e -> {
              assertThat(e.status()).isEqualTo(403);
              assertThat(e.what()).isEqualTo("GET " + OpenIdApi.CALLBACK);
              assertThat(e.detail()).contains("knows you as nora");
            });
  }

  @Test
  void nameOfALocalUserIsNotTakenOverUntilACommandSaysThatTheTwoAreOne() throws Exception {
    Browsing browser = new Browsing();
    HttpResponse<String> refused = arrive(browser, "ann", "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("rackproof user link ann --subject ann");
    assertThat(session(browser).path("name").asText()).isEmpty();

    assertThat(site.commands.link("ann", provider.issuer().toString(), "ann")).isTrue();
    Browsing again = new Browsing();
    HttpResponse<String> arrived = arrive(again, "ann", "");
    assertThat(arrived.statusCode()).isEqualTo(200);
    assertThat(session(again).path("name").asText()).isEqualTo("ann");
    assertThat(site.signIn("ann", SignedIn.PASSWORD).statusCode()).isEqualTo(200);
  }

  @Test
  void signingOutEndsTheSessionOfTheProviderAsWell() throws Exception {
    Browsing browser = new Browsing();
    arrive(browser, "erik", "");
    HttpResponse<String> out = browser.json(at("/api/sign-out"), "{}");
    URI leave = URI.create(ServedCollector.json(out).path("leave").asText());
    assertThat(leave.toString()).startsWith(provider.issuer() + "/connect/logout?");
    assertThat(session(browser).path("name").asText()).isEmpty();
    HttpResponse<String> left = browser.follow(browser.get(leave), "");
    assertThat(left.uri()).isEqualTo(at("/sign-in"));
    // The provider asks for the password again.
    HttpResponse<String> form = browser.follow(browser.get(at("/sign-in/openid")), "");
    assertThat(form.uri().getPath()).isEqualTo("/login");
  }

  @Test
  void answerThatWasUsedIsNotTakenAgain() throws Exception {
    Browsing browser = new Browsing();
    HttpResponse<String> leads = before(browser, "erik", "");
    URI back = Browsing.next(leads).orElseThrow();
    String kept = browser.cookie("rackproof-openid").orElseThrow();
    assertThat(browser.get(back).statusCode()).isEqualTo(303);

    HttpResponse<String> without = browser.get(back);
    assertThat(without.statusCode()).isEqualTo(400);
    browser.keep(at("/"), "rackproof-openid", kept);
    HttpResponse<String> again = browser.get(back);
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).contains("used already").contains("begin again");
  }

  @Test
  void codeThatWasUsedIsRefusedByTheProvider() throws Exception {
    Browsing browser = new Browsing();
    URI back = Browsing.next(before(browser, "erik", "")).orElseThrow();
    String code = parameter(back, "code");
    assertThat(browser.get(back).statusCode()).isEqualTo(303);

    Browsing thief = new Browsing();
    String state =
        parameter(Browsing.next(thief.get(at("/sign-in/openid"))).orElseThrow(), "state");
    HttpResponse<String> refused =
        thief.get(at(OpenIdApi.CALLBACK + "?code=" + code + "&state=" + state));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("invalid_grant");
  }

  @Test
  void codeOfAnotherBrowserIsRefused() throws Exception {
    Browsing victim = new Browsing();
    Browsing attacker = new Browsing();
    URI back = Browsing.next(before(attacker, "erik", "")).orElseThrow();
    victim.get(at("/sign-in/openid"));
    assertThat(victim.get(back).statusCode()).as("the attacker's state").isEqualTo(400);
    Browsing other = new Browsing();
    String state =
        parameter(Browsing.next(other.get(at("/sign-in/openid"))).orElseThrow(), "state");
    HttpResponse<String> refused =
        other.get(at(OpenIdApi.CALLBACK + "?code=" + parameter(back, "code") + "&state=" + state));
    assertThat(refused.statusCode()).as("the verifier is another").isEqualTo(401);
  }

  @Test
  void newKeyOfTheProviderIsTakenWithoutARestart() throws Exception {
    Browsing before = new Browsing();
    assertThat(arrive(before, "erik", "").statusCode()).isEqualTo(200);
    provider.rotate();
    Browsing after = new Browsing();
    assertThat(arrive(after, "erik", "").statusCode()).isEqualTo(200);
    assertThat(session(after).path("role").asText()).isEqualTo("engineer");
  }

  /** What a real browser makes of strict and lax cookies, on the way from another site. */
  @Test
  void browserComesBackSignedInAndLeavesSignedOut(@TempDir Path profile) throws Exception {
    assumeTrue(Files.isExecutable(Chromium.PROGRAM), "needs the Debian package 'chromium'");
    Path shots = Path.of("target/screenshots");
    try (Chromium chromium = Chromium.start(profile)) {
      chromium.look(1280, 800, false);
      chromium.open(site.collector.url() + "/sign-in?next=%2Fracks");
      chromium.screenshot(shots.resolve("sign-in-provider.png"));
      formOfTheProvider(chromium, "nora");
      chromium.awaitTrue("document.body.innerText.includes('canteen, parking')");
      chromium.screenshot(shots.resolve("sign-in-no-role.png"));
      assertThat(chromium.complaints()).isEmpty();

      chromium.open(provider.issuer() + "/logout");
      chromium.evaluate("document.querySelector('form').submit()");
      chromium.awaitTrue("location.pathname === '/login'");
      chromium.open(site.collector.url() + "/sign-in?next=%2Fracks");
      formOfTheProvider(chromium, "carol");
      chromium.awaitTrue("location.href === '" + site.collector.url() + "/racks'");
      chromium.awaitTrue("document.querySelector('#sign-out')");
      assertThat(chromium.evaluate("document.body.innerText").asText()).contains("carol");
      assertThat(chromium.complaints()).isEmpty();

      chromium.evaluate("document.querySelector('#sign-out').click()");
      chromium.awaitTrue("location.href === '" + site.collector.url() + "/sign-in'");
      chromium.evaluate("document.querySelector('a.button').click()");
      chromium.awaitTrue("location.pathname === '/login'");
    }
  }

  private static void formOfTheProvider(Chromium chromium, String name) throws Exception {
    chromium.evaluate("document.querySelector('a.button').click()");
    chromium.awaitTrue("location.pathname === '/login' && document.forms.length > 0");
    chromium.evaluate(
        "for (const field of ['username', 'password']) document.getElementsByName(field)[0].value ="
            + " '"
            + name
            + "'; document.forms[0].submit()");
  }

  @Test
  void wayBackToAnotherServerLeadsToTheFirstPage() throws Exception {
    for (String wanted :
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "/\t/evil.example",
            "\\/evil.example",
            "javascript:alert(1)",
            "evil")) {
      Browsing browser = new Browsing();
      String next = "?next=" + java.net.URLEncoder.encode(wanted, StandardCharsets.UTF_8);
      URI back = Browsing.next(before(browser, "erik", next)).orElseThrow();
      assertThat(browser.get(back).headers().firstValue("Location"))
          .as(wanted)
          .contains("/sign-in?next=%2F");
    }
  }

  static String parameter(URI address, String name) {
    for (String part : address.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("no " + name + " in " + address);
  }
}
