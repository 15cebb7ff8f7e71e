package io.rackproof.collector.access;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Sign-in at the web port.
 *
 * @param directory where accounts, sessions, tokens and the audit log lie
 * @param idle a session that asked nothing for so long has ended
 * @param longest a session ends after so long, whatever it does
 */
public record SignInConfig(Path directory, Duration idle, Duration longest) {

  public static final Duration DEFAULT_IDLE = Duration.ofHours(1);
  public static final Duration DEFAULT_LONGEST = Duration.ofHours(12);

  public SignInConfig {
    if (idle.isNegative() || idle.isZero() || longest.compareTo(idle) < 0) {
      throw new IllegalArgumentException("idle is longer than 0s and at most 'longest'");
    }
  }
}
