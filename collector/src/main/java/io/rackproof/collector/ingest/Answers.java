package io.rackproof.collector.ingest;

import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Refusal.Reason;
import io.rackproof.wire.proto.Welcome;

/** The frames that a collector sends. Times are milliseconds since 1970-01-01T00:00Z. */
final class Answers {

  private Answers() {}

  static Frame welcome(
      int version,
      long acknowledged,
      int window,
      long helloReceivedMillis,
      long nowMillis,
      boolean renews) {
    return Frame.newBuilder()
        .setWelcome(
            Welcome.newBuilder()
                .setVersion(version)
                .setAcknowledgedSequence(acknowledged)
                .setWindow(window)
                .setHelloReceivedMillis(helloReceivedMillis)
                .setSentMillis(nowMillis)
                .setSoftware(Software.NAME)
                .setRenewsCertificates(renews))
        .build();
  }

  static Frame acknowledgement(long sequence, long nowMillis) {
    return Frame.newBuilder()
        .setAcknowledgement(
            Acknowledgement.newBuilder().setSequence(sequence).setSentMillis(nowMillis))
        .build();
  }

  static Frame refusal(Reason reason, String detail, long sequence) {
    return Frame.newBuilder()
        .setRefusal(Refusal.newBuilder().setReason(reason).setDetail(detail).setSequence(sequence))
        .build();
  }
}
