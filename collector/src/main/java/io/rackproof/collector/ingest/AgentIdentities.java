package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What ingest asks of whoever issues certificates to agents. Thread safe; nothing here blocks. Both
 * requests end with the chain, the agent's own certificate first, with a {@link
 * RefusedRequestException}, or with another exception when it cannot be done now.
 */
public interface AgentIdentities {

  /**
   * By what agents know this collector.
   *
   * @param chain its certificate, then the authority, which is also that of the agents
   */
  record Credentials(PrivateKey key, List<X509Certificate> chain) {
    public Credentials {
      chain = List.copyOf(chain);
    }

    X509Certificate authority() {
      return chain.get(chain.size() - 1);
    }
  }

  /**
   * A one-time token for a certificate.
   *
   * @param tokenId names the token
   * @param secret hexadecimal digits that prove it
   * @param address of the sender, for the log
   */
  record Enrolment(String tokenId, String secret, ByteString certificateRequest, String address) {
    @Override
    public String toString() {
      return "token " + tokenId + " from " + address;
    }
  }

  /** Those of now; the same object until they are renewed. */
  Credentials credentials();

  /** Why a certificate of the authority is good no more, in words for its agent. */
  Optional<String> objection(X509Certificate certificate);

  /** Turns a token into a certificate. */
  CompletionStage<List<X509Certificate>> enrol(Enrolment enrolment);

  /** A successor for the certificate that a connection was made with. */
  CompletionStage<List<X509Certificate>> renew(X509Certificate presented, byte[] request);

  /** Runs something, on any thread, each time that certificates were revoked. */
  void onRevocation(Runnable listener);
}
