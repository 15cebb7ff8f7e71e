package io.rackproof.collector.openid;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The provider at which people sign in.
 *
 * @param issuer its address, by which it names itself in what it signs
 * @param label what people call it; stands on the button
 * @param client as the provider knows this collector
 * @param secret with which the collector proves that it is the client; empty for a public client
 * @param authority PEM of who signed the provider's certificate; empty for those that Java knows
 * @param scopes that it is asked for, {@code openid} among them
 * @param nameClaim that has the name under which a new user's doings stand
 * @param roles which of its claims makes which role
 */
public record OpenIdConfig(
    URI issuer,
    String label,
    String client,
    String secret,
    Optional<Path> authority,
    List<String> scopes,
    String nameClaim,
    RoleClaim roles) {

  public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile");
  public static final String DEFAULT_NAME_CLAIM = "preferred_username";

  public OpenIdConfig {
    scopes = List.copyOf(scopes);
    if (!isSafe(issuer)) {
      throw new IllegalArgumentException("not https: " + issuer);
    }
  }

  /**
   * Whether what is sent there is sent to nobody else: by https, or on this machine.
   *
   * @param address of a provider, or of one of its services
   */
  public static boolean isSafe(URI address) {
    String host = address.getHost();
    if (host == null || address.getUserInfo() != null || address.getFragment() != null) {
      return false;
    }
    return "https".equalsIgnoreCase(address.getScheme())
        || ("http".equalsIgnoreCase(address.getScheme())
            && host.toLowerCase(Locale.ROOT).matches("localhost|\\[::1]|127(\\.\\d{1,3}){3}"));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return label + " (" + issuer + ")";
  }
}
