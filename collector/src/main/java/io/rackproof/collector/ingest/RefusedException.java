package io.rackproof.collector.ingest;

import io.rackproof.wire.proto.Refusal.Reason;

/** What an agent sent cannot be accepted; the message is for people at its end. */
final class RefusedException extends Exception {

  private final Reason reason;

  RefusedException(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
