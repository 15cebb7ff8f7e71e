package io.rackproof.collector.openid;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.rackproof.collector.access.ProviderUser;
import io.rackproof.collector.access.Role;
import io.rackproof.collector.openid.Attempts.Attempt;
import io.rackproof.collector.openid.Discovery.Found;
import io.rackproof.collector.openid.NotSignedInException.Reason;
import io.rackproof.collector.openid.TokenExchange.Proven;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider at which people sign in. Its methods but the short ones block. Thread safe. */
public final class OpenIdProvider {

  /** How long a browser keeps what a way to the provider needs on the way back. */
  public static final Duration VALID = Attempts.VALID;

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdProvider.class);

  /** That ask the provider at one time; others are told to try again, so that pages go on. */
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_TOLD = 10;
  private static final int MOST_CHARACTERS = 200;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final OpenIdConfig config;
  private final Clock clock;
  private final Attempts attempts;
  private final Discovery discovery;
  private final TokenExchange exchange;
  private final Semaphore asking = new Semaphore(MOST_AT_ONCE);
  private volatile String trouble = "";
  private volatile long lookedMillis = Long.MIN_VALUE;

  /**
   * A way to the provider.
   *
   * @param address where the browser goes
   * @param cookie that it keeps until it comes back
   */
  public record Way(URI address, String cookie) {}

  /**
   * Who came back.
   *
   * @param idToken which the provider wants to see again at signing out
   * @param next page of this server where the person wanted to go
   */
  public record Arrived(ProviderUser user, String idToken, String next) {}

  /**
   * A provider, which is not asked yet.
   *
   * @throws IOException when the authority's file holds none
   */
  public OpenIdProvider(OpenIdConfig config, Clock clock) throws IOException {
    this.config = config;
    this.clock = clock;
    this.attempts = new Attempts(clock);
    ProviderHttp http = new ProviderHttp(config.authority());
    this.discovery = new Discovery(config, http, clock);
    this.exchange = new TokenExchange(config, http);
  }

  /** What people call it. */
  public String label() {
    return config.label();
  }

  /** Why nobody can sign in by it, as of the last look; empty when it answered. Does not block. */
  public String trouble() {
    return trouble;
  }

  /** Whether the last look is old. Does not block. */
  public boolean isLookDue() {
    return lookedMillis == Long.MIN_VALUE
        || Math.abs(clock.millis() - lookedMillis) >= LOOK_EVERY.toMillis();
  }

  /**
   * Asks it what it says of itself.
   *
   * @return what is wrong; empty when all is well
   */
  public String look() {
    lookedMillis = clock.millis();
    try {
      Found unused = discovery.ask();
      tell("");
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
    }
    return trouble;
  }

  private void tell(String now) {
    if (!now.isEmpty() && trouble.isEmpty()) {
      LOG.warn("Nobody can sign in by {}; local users can: {}", config, now);
    } else if (now.isEmpty() && !trouble.isEmpty()) {
      LOG.info("{} answers again", config);
    }
    trouble = now;
  }

  /**
   * Begins a way to the provider.
   *
   * @param back where it leads the browser back to
   * @param next page of this server where the person wants to go; elsewhere is refused
   */
  public Way begin(URI back, String next) throws NotSignedInException {
    Found provider = ask(discovery::get);
    Attempt attempt = attempts.begin(local(next));
    URI address =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope(config.scopes().toArray(new String[0])),
                new ClientID(config.client()),
                back)
            .endpointURI(provider.metadata().getAuthorizationEndpointURI())
            .state(new State(attempt.state()))
            .nonce(new Nonce(attempt.nonce()))
            .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new Way(address, attempt.cookie());
  }

  /** A page of this server; the first for what is none. */
  static String local(String next) {
    // Browsers take a backslash for a slash, and leave out line ends and tabs.
    return next.length() <= 1_000 && next.matches("/|/[!-.0-\\[\\]-~][!-\\[\\]-~]*") ? next : "/";
  }

  /**
   * Ends a way to the provider.
   *
   * @param back where it led, as at the beginning
   * @param parameters that the provider gave
   * @param cookie that the browser kept; empty for none
   */
  public Arrived end(URI back, Map<String, List<String>> parameters, String cookie)
      throws NotSignedInException {
    AuthorizationResponse response;
    try {
      response = AuthorizationResponse.parse(back, parameters);
    } catch (ParseException e) {
      throw notBegun();
    }
    Attempt attempt =
        attempts
            .end(cookie, response.getState() == null ? "" : response.getState().getValue())
            .orElseThrow(OpenIdProvider::notBegun);
    Proven proven =
        ask(
            () -> {
              Found provider = discovery.get();
              checkIssuer(provider, response);
              return exchange.change(provider, attempt, code(response), back);
            });
    return new Arrived(user(proven), proven.idToken().serialize(), attempt.next());
  }

  private static NotSignedInException notBegun() {
    return new NotSignedInException(
        Reason.NOT_BEGUN,
        "this sign-in was not begun in this browser, took longer than "
            + VALID.toMinutes()
            + " minutes, or was used already: begin again");
  }

  /** RFC 9207: the answer of one provider is not taken for another's. */
  private void checkIssuer(Found provider, AuthorizationResponse response)
      throws NotSignedInException {
    @Nullable Issuer named = response.getIssuer();
    boolean told = provider.metadata().supportsAuthorizationResponseIssuerParam();
    if (named == null ? told : !named.getValue().equals(config.issuer().toString())) {
      throw new NotSignedInException(
          Reason.NOT_PROVEN,
          "the answer is of "
              + (named == null ? "nobody who says so" : cut(named.getValue()))
              + ", not of "
              + config.issuer());
    }
  }

  private String code(AuthorizationResponse response) throws NotSignedInException {
    if (!response.indicatesSuccess()) {
      throw new NotSignedInException(
          Reason.NOT_PROVEN,
          config.label()
              + ": "
              + cut(TokenExchange.words(response.toErrorResponse().getErrorObject())));
    }
    if (response.toSuccessResponse().getAuthorizationCode() == null) {
      throw new NotSignedInException(Reason.NOT_PROVEN, config.label() + ": it sent no code");
    }
    return response.toSuccessResponse().getAuthorizationCode().getValue();
  }

  private ProviderUser user(Proven proven) throws NotSignedInException {
    Map<String, Object> claims = proven.claims();
    Object name = claims.getOrDefault(config.nameClaim(), "");
    if (!(name instanceof String text) || text.isBlank()) {
      throw new NotSignedInException(
          Reason.NO_ROLE,
          config.label()
              + " knows you as "
              + cut(proven.subject())
              + " and tells no name: the claim '"
              + config.nameClaim()
              + "' holds none. Another claim, or more scopes, can stand in collector.yaml");
    }
    Optional<Role> role = config.roles().role(claims);
    if (role.isEmpty()) {
      throw new NotSignedInException(
          Reason.NO_ROLE,
          config.label()
              + " knows you as "
              + cut(text)
              + ", and gives you no role here: the claim '"
              + config.roles().claim()
              + "' "
              + (config.roles().isIn(claims) ? "holds " + held(claims) : "is not there")
              + ". What makes a role stands in collector.yaml, at web.sign-in.openid.roles");
    }
    return new ProviderUser(config.issuer().toString(), proven.subject(), text, role.get());
  }

  private String held(Map<String, Object> claims) {
    List<String> held = config.roles().held(claims);
    String told =
        held.stream().limit(MOST_TOLD).map(OpenIdProvider::cut).collect(Collectors.joining(", "));
    return held.isEmpty()
        ? "nothing"
        : told + (held.size() > MOST_TOLD ? " and " + (held.size() - MOST_TOLD) + " more" : "");
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }

  /**
   * Where the browser of a person who signs out goes, so that the provider's session ends, too.
   * Does not block.
   *
   * @param idToken of the person
   * @param back where the provider leads afterwards
   * @return empty when the provider has no such place
   */
  public Optional<URI> leave(String idToken, URI back) {
    Optional<URI> end = discovery.known().map(f -> f.metadata().getEndSessionEndpointURI());
    try {
      JWT hint = JWTParser.parse(idToken);
      return end.map(
          address ->
              new LogoutRequest(
                      address, hint, null, new ClientID(config.client()), back, null, null)
                  .toURI());
    } catch (java.text.ParseException e) {
      return Optional.empty();
    }
  }

  private interface Work<T> {
    T run() throws IOException, NotSignedInException;
  }

  private <T> T ask(Work<T> work) throws NotSignedInException {
    if (!asking.tryAcquire()) {
      throw new NotSignedInException(
          Reason.BUSY, "many sign in by " + config.label() + " at this moment: try again");
    }
    try {
      T result = work.run();
      tell("");
      return result;
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
      throw new NotSignedInException(
          Reason.NO_ANSWER,
          config.label()
              + " cannot be asked now; users of the collector's own sign in with their password: "
              + e.getMessage());
    } finally {
      asking.release();
    }
  }
}
