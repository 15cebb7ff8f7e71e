package io.rackproof.collector.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.rackproof.collector.openid.Attempts.Attempt;
import io.rackproof.collector.openid.Discovery.Found;
import io.rackproof.collector.openid.NotSignedInException.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes a code for tokens, and believes of them what is proven. */
final class TokenExchange {

  private final OpenIdConfig config;
  private final ProviderHttp http;

  TokenExchange(OpenIdConfig config, ProviderHttp http) {
    this.config = config;
    this.http = http;
  }

  /**
   * What is proven of a person.
   *
   * @param idToken which the provider wants to see again at signing out
   * @param subject as the provider calls the person
   * @param claims of the token, and where it lacks one that is needed, of the provider's service
   */
  record Proven(JWT idToken, String subject, Map<String, Object> claims) {}

  /**
   * Changes it.
   *
   * @param back where the code came, as in the request for it
   * @throws NotSignedInException when it is refused, or its token is
   * @throws IOException when the provider does not answer
   */
  Proven change(Found provider, Attempt attempt, String code, URI back)
      throws NotSignedInException, IOException {
    OIDCTokens tokens = tokens(provider, attempt, code, back);
    @Nullable JWT idToken = tokens.getIDToken();
    if (idToken == null) {
      throw refused("it sent no ID token (is 'openid' among the scopes?)");
    }
    IDTokenClaimsSet proven;
    try {
      proven = provider.tokens().validate(idToken, new Nonce(attempt.nonce()));
      checkParty(proven);
      String subject = proven.getSubject().getValue();
      Map<String, Object> claims = new HashMap<>(proven.toJWTClaimsSet().getClaims());
      if (!claims.containsKey(config.nameClaim()) || !config.roles().isIn(claims)) {
        userInfo(provider, tokens.getAccessToken(), subject).forEach(claims::putIfAbsent);
      }
      return new Proven(idToken, subject, claims);
    } catch (BadJOSEException | ParseException e) {
      throw refused("its token is not good: " + e.getMessage());
    } catch (JOSEException e) {
      // The keys cannot be had.
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The library takes a token that is for us among others, whoever it was given to. */
  private void checkParty(IDTokenClaimsSet proven) throws NotSignedInException {
    @Nullable AuthorizedParty party = proven.getAuthorizedParty();
    if (party == null
        ? proven.getAudience().size() > 1
        : !party.getValue().equals(config.client())) {
      throw refused(
          "its token was given to "
              + (party == null ? "one of several, and does not say to which" : "another client")
              + " (azp)");
    }
  }

  private OIDCTokens tokens(Found provider, Attempt attempt, String code, URI back)
      throws NotSignedInException, IOException {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(new AuthorizationCode(code), back, attempt.verifier());
    URI address = provider.metadata().getTokenEndpointURI();
    TokenRequest request =
        (config.secret().isEmpty()
                ? new TokenRequest.Builder(address, new ClientID(config.client()), grant)
                : new TokenRequest.Builder(address, authentication(provider), grant))
            .build();
    try {
      TokenResponse response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(http));
      if (!response.indicatesSuccess()) {
        throw refused(words(response.toErrorResponse().getErrorObject()));
      }
      return response.toSuccessResponse() instanceof OIDCTokenResponse openId
          ? openId.getOIDCTokens()
          : new OIDCTokens(response.toSuccessResponse().getTokens().getAccessToken(), null);
    } catch (ParseException e) {
      throw new IOException(address + " sent no tokens: " + e.getMessage(), e);
    }
  }

  /** By the header, unless the provider takes it in the body alone. */
  private ClientAuthentication authentication(Found provider) {
    ClientID client = new ClientID(config.client());
    Secret secret = new Secret(config.secret());
    @Nullable List<ClientAuthenticationMethod> taken =
        provider.metadata().getTokenEndpointAuthMethods();
    boolean inBody =
        taken != null
            && taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return inBody ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret);
  }

  private Map<String, Object> userInfo(Found provider, AccessToken token, String subject)
      throws NotSignedInException, IOException {
    @Nullable URI address = provider.metadata().getUserInfoEndpointURI();
    if (address == null) {
      return Map.of();
    }
    HTTPResponse answer = new UserInfoRequest(address, token).toHTTPRequest().send(http);
    try {
      UserInfoResponse response = UserInfoResponse.parse(answer);
      if (!response.indicatesSuccess() || response.toSuccessResponse().getUserInfo() == null) {
        return Map.of(); // What the token lacks is told then.
      }
      Map<String, Object> claims =
          response.toSuccessResponse().getUserInfo().toJWTClaimsSet().getClaims();
      if (!subject.equals(claims.get("sub"))) {
        throw refused("what it tells of the person is of another");
      }
      return claims;
    } catch (ParseException e) {
      throw new IOException(address + " tells nothing of the person: " + e.getMessage(), e);
    }
  }

  /** What a provider said, on one line and not without end. */
  static String words(@Nullable ErrorObject error) {
    if (error == null || error.getCode() == null) {
      return "it refused, and gave no reason";
    }
    @Nullable String more = error.getDescription();
    return "it refused: " + error.getCode() + (more == null ? "" : " (" + more + ")");
  }

  private NotSignedInException refused(String why) {
    return new NotSignedInException(Reason.NOT_PROVEN, config.label() + ": " + why);
  }
}
