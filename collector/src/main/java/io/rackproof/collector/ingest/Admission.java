package io.rackproof.collector.ingest;

import io.rackproof.identity.RackNames;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate allows, asked again and again while a connection lasts. Thread safe.
 *
 * @param identities who knows of revocations; null when certificates come from elsewhere
 */
record Admission(
    X509Certificate certificate, Set<String> racks, @Nullable AgentIdentities identities) {

  Admission {
    racks = Set.copyOf(racks);
  }

  static Admission of(X509Certificate certificate, @Nullable AgentIdentities identities) {
    return new Admission(certificate, RackNames.of(certificate), identities);
  }

  /** Why samples of a rack are not taken. */
  Optional<String> objection(String rack, Instant now) {
    if (!racks.contains(rack)) {
      return Optional.of(
          "the certificate is for " + RackNames.of(certificate) + ", not for rack '" + rack + "'");
    }
    return objection(now);
  }

  /** Why the certificate is good no more, whatever the rack. */
  Optional<String> objection(Instant now) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return Optional.of(
          "the certificate expired at "
              + certificate.getNotAfter().toInstant()
              + "; enrol the agent anew");
    }
    return identities == null ? Optional.empty() : identities.objection(certificate);
  }
}
