package io.rackproof.collector.web;

import io.rackproof.collector.access.Caller;
import io.rackproof.collector.openid.OpenIdProvider;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which sessions began at the OpenID provider, so that signing out here signs out there. In memory
 * alone: after a restart of the collector the provider's session stays. Thread safe.
 */
final class ProviderSessions {

  private final Optional<OpenIdProvider> provider;
  private final Map<Caller, String> tokens = new ConcurrentHashMap<>();

  ProviderSessions(Optional<OpenIdProvider> provider, Gate gate) {
    this.provider = provider;
    gate.onChange(() -> tokens.keySet().removeIf(caller -> !gate.isGood(Optional.of(caller))));
  }

  void put(Caller caller, String idToken) {
    tokens.put(caller, idToken);
  }

  /**
   * Where the browser of who signs out goes.
   *
   * @param back where it is led afterwards
   */
  Optional<URI> leave(Caller caller, URI back) {
    return Optional.ofNullable(tokens.get(caller))
        .flatMap(token -> provider.flatMap(p -> p.leave(token, back)));
  }
}
