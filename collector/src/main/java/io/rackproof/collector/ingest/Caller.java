package io.rackproof.collector.ingest;

import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Refusal.Reason;
import java.time.Instant;
import java.util.Optional;
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
   * @param admission null on a plain connection, where anybody on this machine is believed
   * @throws RefusedException without a version in common, a valid rack and epoch, and a certificate
   *     for that rack
   */
  static Caller of(Hello hello, @Nullable Admission admission, Instant now)
      throws RefusedException {
    int version =
        WireProtocol.negotiate(hello.getLowestVersion(), hello.getHighestVersion())
            .orElseThrow(() -> new RefusedException(Reason.PROTOCOL, noVersion(hello)));
    RackIdentity rack = rack(hello.getRack());
    if (hello.getEpoch().isEmpty() || hello.getEpoch().length() > LONGEST_EPOCH) {
      throw new RefusedException(
          Reason.PROTOCOL, "an epoch has 1 to " + LONGEST_EPOCH + " characters");
    }
    if (admission != null) {
      Optional<String> objection = admission.objection(rack.id(), now);
      if (objection.isPresent()) {
        throw new RefusedException(Reason.NOT_ALLOWED, objection.get());
      }
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
}
