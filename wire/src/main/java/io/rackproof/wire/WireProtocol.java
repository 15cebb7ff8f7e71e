package io.rackproof.wire;

import java.util.OptionalInt;

/** The constants of the stream that both ends need, and the choice of its version. */
public final class WireProtocol {

  /** The versions of {@code wire.proto} that this build speaks. */
  public static final int LOWEST_VERSION = 1;

  public static final int HIGHEST_VERSION = 2;

  /** The first version in which an agent may send live values beside its batches. */
  public static final int LIVE_VERSION = 2;

  /** Bytes of the length that precedes each frame: unsigned, big-endian. */
  public static final int LENGTH_BYTES = 4;

  /** The longest frame that either side accepts, without its length: 4 MiB. */
  public static final int MAX_FRAME_BYTES = 4 << 20;

  /** The most samples that an agent puts into a batch; keeps a batch far below the frame limit. */
  public static final int MAX_BATCH_SAMPLES = 20_000;

  /**
   * The TLS server name that a client without a certificate asks for, to turn a token into one. No
   * machine can have it (RFC 6761).
   */
  public static final String ENROLMENT_SERVER_NAME = "enroll.rackproof.invalid";

  private WireProtocol() {}

  /** The highest version that both sides speak, or none. */
  public static OptionalInt negotiate(int lowest, int highest) {
    int version = Math.min(highest, HIGHEST_VERSION);
    return version >= Math.max(lowest, LOWEST_VERSION)
        ? OptionalInt.of(version)
        : OptionalInt.empty();
  }
}
