package io.rackproof.collector.ingest;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS with the collector's certificate of the moment: one context for agents, which must show
 * theirs, and one for those who enrol. Made anew once the certificate was renewed; connections that
 * stand keep theirs. Thread safe.
 */
final class TlsContexts {

  private final AgentIdentities identities;
  private @Nullable Made made;

  private record Made(
      AgentIdentities.Credentials of, SslContext forAgents, SslContext forEnrolment) {}

  /**
   * @throws SSLException when the certificate cannot be used
   */
  TlsContexts(AgentIdentities identities) throws SSLException {
    this.identities = identities;
    Made unused = current();
  }

  SslContext forAgents() {
    return now().forAgents();
  }

  SslContext forEnrolment() {
    return now().forEnrolment();
  }

  private Made now() {
    try {
      return current();
    } catch (SSLException e) {
      throw new IllegalStateException("the renewed certificate cannot be used", e);
    }
  }

  private synchronized Made current() throws SSLException {
    AgentIdentities.Credentials credentials = identities.credentials();
    Made current = made;
    if (current == null || !current.of().equals(credentials)) {
      current =
          new Made(
              credentials,
              builder(credentials)
                  .trustManager(credentials.authority())
                  .clientAuth(ClientAuth.REQUIRE)
                  .build(),
              builder(credentials).clientAuth(ClientAuth.NONE).build());
      made = current;
    }
    return current;
  }

  private static SslContextBuilder builder(AgentIdentities.Credentials credentials) {
    return SslContextBuilder.forServer(
            credentials.key(), credentials.chain().toArray(X509Certificate[]::new))
        .sslProvider(SslProvider.JDK)
        .protocols(IngestTls.PROTOCOL);
  }
}
