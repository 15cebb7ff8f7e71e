package io.rackproof.collector.ingest;

import io.netty.handler.ssl.SslHandler;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Refusal.Reason;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who said hello, once that is believed.
 *
 * @param version of the protocol that both sides speak
 * @param newest highest batch number that its spool had issued
 */
record Caller(RackIdentity rack, String epoch, String software, int version, long newest) {

  private static final int LONGEST_EPOCH = 100;

  /**
   * @param tls null on a plain connection, where anybody on this machine is believed
   * @throws RefusedException without a version in common, a valid rack and epoch, and a certificate
   *     for that rack
   */
  static Caller of(Hello hello, @Nullable SslHandler tls) throws RefusedException {
    int version =
        WireProtocol.negotiate(hello.getLowestVersion(), hello.getHighestVersion())
            .orElseThrow(() -> new RefusedException(Reason.PROTOCOL, noVersion(hello)));
    RackIdentity rack = rack(hello.getRack());
    if (hello.getEpoch().isEmpty() || hello.getEpoch().length() > LONGEST_EPOCH) {
      throw new RefusedException(
          Reason.PROTOCOL, "an epoch has 1 to " + LONGEST_EPOCH + " characters");
    }
    if (tls != null) {
      requireCertificate(tls, rack.id());
    }
    return new Caller(
        rack, hello.getEpoch(), hello.getSoftware(), version, hello.getLastSequence());
  }

  private static String noVersion(Hello hello) {
    return "no version in common: the agent ("
        + hello.getSoftware()
        + ") speaks "
        + hello.getLowestVersion()
        + ".."
        + hello.getHighestVersion()
        + ", this collector ("
        + Software.NAME
        + ") "
        + WireProtocol.LOWEST_VERSION
        + ".."
        + WireProtocol.HIGHEST_VERSION
        + "; update the older of the two";
  }

  private static RackIdentity rack(io.rackproof.wire.proto.RackIdentity rack)
      throws RefusedException {
    try {
      return new RackIdentity(
          rack.getId(),
          rack.getGeneration(),
          rack.getMaker(),
          rack.getSite(),
          rack.getLot(),
          rack.getSerial());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Reason.PROTOCOL, String.valueOf(e.getMessage()));
    }
  }

  private static void requireCertificate(SslHandler tls, String rack) throws RefusedException {
    try {
      X509Certificate certificate =
          (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
      Set<String> names = CertificateNames.of(certificate);
      if (!names.contains(rack)) {
        throw new RefusedException(
            Reason.NOT_ALLOWED,
            "the certificate is for " + names + ", not for rack '" + rack + "'");
      }
    } catch (SSLPeerUnverifiedException e) {
      throw new RefusedException(Reason.NOT_ALLOWED, "no certificate");
    }
  }
}
