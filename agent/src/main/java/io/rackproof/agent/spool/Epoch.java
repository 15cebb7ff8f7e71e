package io.rackproof.agent.spool;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Names for lives of a spool: sorted by time, unique by chance. */
final class Epoch {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Epoch() {}

  /**
   * Such as {@code 20261124T093000123Z-5f0c7a91d2e3}: UTC to the millisecond and 48 random bits.
   */
  static String next(Clock clock) {
    byte[] random = new byte[6];
    RANDOM.nextBytes(random);
    return time(clock) + "-" + HexFormat.of().formatHex(random);
  }

  /** The moment alone, for names of files. */
  static String time(Clock clock) {
    return TIME.format(clock.instant());
  }
}
