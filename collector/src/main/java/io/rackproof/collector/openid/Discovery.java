package io.rackproof.collector.openid;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider says of itself, asked again when it is old. Thread safe. */
final class Discovery {

  private static final String PATH = "/.well-known/openid-configuration";
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** How far clocks may be apart. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  /** Keys are asked for again when a token names one that is not known, so often at most. */
  private static final long KEYS_EVERY_MILLIS = 5_000;

  /**
   * With which tokens may be signed. Neither 'none' nor one with a shared secret: the public keys
   * would be such a secret.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OpenIdConfig config;
  private final ProviderHttp http;
  private final Clock clock;
  private volatile @Nullable Found found;

  /**
   * A provider as it is now.
   *
   * @param metadata its addresses and what it can do
   * @param tokens checks what it signed
   */
  record Found(OIDCProviderMetadata metadata, IDTokenValidator tokens, long millis) {}

  Discovery(OpenIdConfig config, ProviderHttp http, Clock clock) {
    this.config = config;
    this.http = http;
    this.clock = clock;
  }

  /**
   * What is known, if it is not old; else what it says now.
   *
   * @throws IOException when it does not answer, or says what cannot be used
   */
  synchronized Found get() throws IOException {
    long now = clock.millis();
    @Nullable Found before = found;
    return before != null && Math.abs(now - before.millis()) < FRESH.toMillis() ? before : ask();
  }

  /** The last answer, whether it is old or not; does not block. */
  Optional<Found> known() {
    return Optional.ofNullable(found);
  }

  /**
   * Asks now.
   *
   * @throws IOException when it does not answer, or says what cannot be used
   */
  synchronized Found ask() throws IOException {
    String issuer = config.issuer().toString();
    URI address =
        URI.create(
            (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + PATH);
    OIDCProviderMetadata metadata;
    try {
      metadata = OIDCProviderMetadata.parse(http.get(address));
    } catch (ParseException e) {
      throw new IOException(address + " is no document of a provider: " + e.getMessage(), e);
    }
    check(address, metadata);
    Found before = found;
    // The keys that are known stay known while they stand at the same place.
    IDTokenValidator tokens =
        before != null && Objects.equals(before.metadata().getJWKSetURI(), metadata.getJWKSetURI())
            ? before.tokens()
            : tokens(metadata.getJWKSetURI());
    Found now = new Found(metadata, tokens, clock.millis());
    found = now;
    return now;
  }

  private void check(URI address, OIDCProviderMetadata metadata) throws IOException {
    String named = metadata.getIssuer().getValue();
    if (!named.equals(config.issuer().toString())) {
      throw new IOException(
          address
              + " is of the issuer "
              + named
              + ", not of "
              + config.issuer()
              + " as configured");
    }
    Set<@Nullable URI> needed =
        new LinkedHashSet<>(
            Arrays.asList(
                metadata.getAuthorizationEndpointURI(),
                metadata.getTokenEndpointURI(),
                metadata.getJWKSetURI()));
    if (needed.contains(null)) {
      throw new IOException(
          address + " lacks one of authorization_endpoint, token_endpoint and jwks_uri");
    }
    needed.add(metadata.getUserInfoEndpointURI());
    needed.add(metadata.getEndSessionEndpointURI());
    for (@Nullable URI service : needed) {
      if (service != null && !OpenIdConfig.isSafe(service)) {
        throw new IOException(address + " names " + service + ", which is not https");
      }
    }
  }

  private IDTokenValidator tokens(URI keys) throws IOException {
    JWKSource<SecurityContext> source;
    try {
      source =
          JWKSourceBuilder.<SecurityContext>create(keys.toURL(), http)
              .cache(FRESH.toMillis(), Duration.ofSeconds(15).toMillis())
              .rateLimited(KEYS_EVERY_MILLIS)
              .build();
    } catch (MalformedURLException e) {
      throw new IOException(keys + " is no address", e);
    }
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(config.issuer()),
            new ClientID(config.client()),
            new JWSVerificationKeySelector<>(ALGORITHMS, source),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
    return validator;
  }
}
