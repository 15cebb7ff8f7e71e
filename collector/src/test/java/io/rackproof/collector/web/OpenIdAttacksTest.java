package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.access.AuditEvent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider must not say, and who says so in its place: each refused and told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenIdAttacksTest {

  @TempDir static Path directory;
  private ForgingProvider provider;
  private SignedIn site;
  private int minute;

  /**
   * A row of the table.
   *
   * @param told a part of what the page and the audit log tell
   */
  private record Forgery(String name, String told, Forging forging) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Forging {
    void prepare(ForgingProvider provider);
  }

  @BeforeAll
  void start() throws Exception {
    provider = new ForgingProvider();
    site =
        new SignedIn(
            directory, WebConfig.loopback(0), Optional.of(OpenIdTest.config(provider.issuer())));
  }

  @AfterAll
  void stop() {
    site.close();
    provider.close();
  }

  /** What was known of the provider is old, and refusals are told one by one again. */
  @BeforeEach
  void goOn() {
    provider.reset();
    minute += 11;
    site.collector.at(60L * minute);
  }

  private URI at(String path) {
    return URI.create(site.collector.url() + path);
  }

  private HttpResponse<String> signIn(Browsing browser) throws Exception {
    return browser.follow(browser.get(at("/sign-in/openid")), "");
  }

  private String name(Browsing browser) throws Exception {
    return ServedCollector.json(browser.get(at("/api/session"))).path("name").asText();
  }

  static Stream<Forgery> forgeries() {
    return Stream.of(
        new Forgery(
            "nonce of another sign-in",
            "nonce",
            p -> p.forge = claims -> p.sign(claims.claim("nonce", "of another"))),
        new Forgery(
            "no nonce", "nonce", p -> p.forge = claims -> p.sign(claims.claim("nonce", null))),
        new Forgery(
            "token for another client",
            "audience",
            p -> p.forge = claims -> p.sign(claims.audience("another"))),
        new Forgery(
            "token for several, of another's party",
            "azp",
            p ->
                p.forge =
                    claims ->
                        p.sign(
                            claims
                                .audience(List.of(SpringProvider.CLIENT, "another"))
                                .claim("azp", "another"))),
        new Forgery(
            "token for several, of nobody's party",
            "azp",
            p ->
                p.forge =
                    claims -> p.sign(claims.audience(List.of(SpringProvider.CLIENT, "another")))),
        new Forgery(
            "token that has expired",
            "Expired",
            p -> p.forge = claims -> p.sign(claims.expirationTime(in(-120)))),
        new Forgery(
            "token of the future",
            "ahead",
            p -> p.forge = claims -> p.sign(claims.issueTime(in(120)).expirationTime(in(300)))),
        new Forgery(
            "token without an end",
            "exp",
            p -> p.forge = claims -> p.sign(claims.expirationTime(null))),
        new Forgery(
            "token of another issuer",
            "issuer",
            p -> p.forge = claims -> p.sign(claims.issuer("https://evil.example"))),
        new Forgery(
            "unsigned token", "Signed ID token expected", p -> p.forge = ForgingProvider::unsigned),
        new Forgery(
            "token signed by the public key as a secret",
            "Another algorithm expected, or no matching key(s) found",
            p -> p.forge = p::byThePublicKey),
        new Forgery(
            "token signed by a key of the same name",
            "Invalid signature",
            p ->
                p.forge =
                    claims ->
                        ForgingProvider.sign(ForgingProvider.newKey(p.key.getKeyID()), claims)),
        new Forgery(
            "token signed by a key that is not published",
            "no matching key(s) found",
            p -> p.forge = claims -> ForgingProvider.sign(ForgingProvider.newKey("x"), claims)),
        new Forgery("no token", "no ID token", p -> p.forge = claims -> ""),
        new Forgery(
            "answer of another provider",
            "the answer is of https://evil.example",
            p -> p.added = "&iss=https%3A%2F%2Fevil.example"),
        new Forgery(
            "answer that does not say whose it is, of a provider that does",
            "the answer is of nobody",
            p -> p.metadata.put("authorization_response_iss_parameter_supported", true)),
        new Forgery(
            "person of another's claims",
            "is of another",
            p -> {
              p.forge = claims -> p.sign(claims.claim("realm_access", null));
              p.userInfo =
                  Map.of("sub", "s-2", "realm_access", Map.of("roles", List.of("rack-approvers")));
            }));
  }

  private static Date in(long seconds) {
    // The library that checks tokens looks at the machine's own clock.
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void isRefusedAndTold(Forgery forgery) throws Exception {
    forgery.forging().prepare(provider);
    Browsing browser = new Browsing();
    HttpResponse<String> answer = signIn(browser);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains(forgery.told());
    assertThat(name(browser)).isEmpty();
    awaitRefusal(forgery.told());
  }

  private void awaitRefusal(String told) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (site.audit().stream()
        .noneMatch(
            e ->
                e.kind() == AuditEvent.Kind.REFUSAL
                    && e.what().equals("GET " + OpenIdApi.CALLBACK)
                    && e.detail().contains(told))) {
      assertThat(System.nanoTime()).as("told: %s in %s", told, site.audit()).isLessThan(deadline);
    }
  }

  @Test
  void honestOneLetsIn() throws Exception {
    provider.added = "&iss=" + provider.issuer();
    Browsing browser = new Browsing();
    assertThat(signIn(browser).statusCode()).isEqualTo(200);
    assertThat(name(browser)).isEqualTo("fay");
  }

  @Test
  void stateThatIsNotTheBrowsersIsRefused() throws Exception {
    Browsing browser = new Browsing();
    URI asked = Browsing.next(browser.get(at("/sign-in/openid"))).orElseThrow();
    String state = OpenIdTest.parameter(asked, "state");
    String wrong = state.substring(1) + "A";
    for (String given : List.of("&state=" + wrong, "&state=", "")) {
      Browsing tries = new Browsing();
      tries.keep(at("/"), "rackproof-openid", browser.cookie("rackproof-openid").orElseThrow());
      assertThat(tries.get(at(OpenIdApi.CALLBACK + "?code=c-1" + given)).statusCode())
          .as(given)
          .isEqualTo(400);
    }
    Browsing stranger = new Browsing();
    assertThat(stranger.get(at(OpenIdApi.CALLBACK + "?code=c-1&state=" + state)).statusCode())
        .isEqualTo(400);
    awaitRefusal("was not begun in this browser");
  }

  @Test
  void forgedOrOldCookieIsRefused() throws Exception {
    Browsing browser = new Browsing();
    URI asked = Browsing.next(browser.get(at("/sign-in/openid"))).orElseThrow();
    String way = OpenIdApi.CALLBACK + "?code=c-1&state=" + OpenIdTest.parameter(asked, "state");
    String kept = browser.cookie("rackproof-openid").orElseThrow();
    String[] parts = kept.split("\\.", -1);
    for (String forged :
        List.of(
            "",
            "x",
            "...",
            parts[0] + "." + parts[1] + ".Ly9ldmls." + parts[3],
            parts[0] + ".9" + parts[1] + "." + parts[2] + "." + parts[3])) {
      Browsing tries = new Browsing();
      tries.keep(at("/"), "rackproof-openid", forged);
      assertThat(tries.get(at(way)).statusCode()).as(forged).isEqualTo(400);
    }
    site.collector.at(60L * minute + 601);
    minute += 11;
    assertThat(browser.get(at(way)).statusCode()).as("after ten minutes").isEqualTo(400);
  }

  @Test
  void nameOfAnotherPersonOfTheProviderIsNotGivenTwice() throws Exception {
    provider.person("s-10", "gil");
    assertThat(signIn(new Browsing()).statusCode()).isEqualTo(200);
    provider.forge = claims -> provider.sign(claims.subject("s-11"));
    Browsing second = new Browsing();
    HttpResponse<String> refused = signIn(second);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("another user gil").contains("--subject s-11");
    assertThat(name(second)).isEmpty();
  }

  @Test
  void nameStaysWhenTheProviderChangesItAndTheRoleFollows() throws Exception {
    provider.person("s-20", "hal");
    Browsing before = new Browsing();
    signIn(before);
    provider.forge =
        claims ->
            provider.sign(
                claims
                    .claim("preferred_username", "hal.newname")
                    .claim("realm_access", Map.of("roles", List.of("everybody"))));
    Browsing after = new Browsing();
    signIn(after);
    assertThat(name(after)).isEqualTo("hal");
    assertThat(ServedCollector.json(after.get(at("/api/session"))).path("role").asText())
        .isEqualTo("viewer");
    assertThat(name(before)).as("sessions of the greater role have ended").isEmpty();
  }

  @Test
  void userThatWasRemovedDoesNotComeBackByTheProvider() throws Exception {
    provider.person("s-30", "ida");
    signIn(new Browsing());
    assertThat(site.commands.remove("ida")).isTrue();
    HttpResponse<String> refused = signIn(new Browsing());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("was removed");
  }

  @Test
  void claimsThatTheTokenLacksAreAskedForAndOnesThatNobodyHasAreTold() throws Exception {
    provider.person("s-40", "jon");
    provider.forge = claims -> provider.sign(claims.claim("realm_access", null));
    HttpResponse<String> refused = signIn(new Browsing());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("'realm_access.roles' is not there");
    provider.userInfo =
        Map.of("sub", "s-40", "realm_access", Map.of("roles", List.of("rack-approvers")));
    Browsing browser = new Browsing();
    assertThat(signIn(browser).statusCode()).isEqualTo(200);
    assertThat(ServedCollector.json(browser.get(at("/api/session"))).path("role").asText())
        .isEqualTo("approver");
  }

  @Test
  void nameThatCannotStandUnderAnythingIsRefused() throws Exception {
    provider.person("s-50", "");
    for (String name : List.of("Fay of the Lab", "<b>fay</b>", "fay\u202Eyaf", "")) {
      provider.forge = claims -> provider.sign(claims.claim("preferred_username", name));
      HttpResponse<String> refused = signIn(new Browsing());
      assertThat(refused.statusCode()).as(name).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("<b>fay</b>");
    }
  }

  @Test
  void providerThatNamesAnotherIssuerOrAServiceInTheClearIsNotUsed() throws Exception {
    provider.metadata.put("issuer", "https://evil.example");
    HttpResponse<String> other = signIn(new Browsing());
    assertThat(other.statusCode()).isEqualTo(502);
    assertThat(other.body()).contains("is of the issuer https://evil.example");
    provider.metadata.clear();
    provider.metadata.put("token_endpoint", "http://login.example/token");
    HttpResponse<String> clear = signIn(new Browsing());
    assertThat(clear.statusCode()).isEqualTo(502);
    assertThat(clear.body()).contains("which is not https");
  }

  @Test
  void providerThatIsAwayIsToldAndLocalUsersSignIn() throws Exception {
    provider.status = 503;
    Browsing browser = new Browsing();
    HttpResponse<String> refused = signIn(browser);
    assertThat(refused.statusCode()).isEqualTo(502);
    assertThat(refused.body()).contains("sign in with their password");
    assertThat(browser.get(at("/sign-in")).body())
        .contains("Lab account does not answer at present");
    assertThat(site.signIn("ann", SignedIn.PASSWORD).statusCode()).isEqualTo(200);
    provider.status = 200;
    assertThat(signIn(browser).statusCode()).isEqualTo(200);
    assertThat(browser.get(at("/sign-in")).body()).doesNotContain("does not answer");
  }

  @Test
  void refusalOfTheProviderIsToldInItsWordsToTheBrowserThatAsked() throws Exception {
    Browsing browser = new Browsing();
    URI asked = Browsing.next(browser.get(at("/sign-in/openid"))).orElseThrow();
    String error = "?error=access_denied&error_description=not+today%3Cscript%3E&state=";
    HttpResponse<String> refused =
        browser.get(at(OpenIdApi.CALLBACK + error + OpenIdTest.parameter(asked, "state")));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("access_denied").doesNotContain("today<script>");
    assertThat(new Browsing().get(at(OpenIdApi.CALLBACK + error + "x")).statusCode())
        .isEqualTo(400);
  }
}
