package io.rackproof.collector.identity;

import java.util.OptionalLong;
import java.util.Set;

/**
 * A token as the register knows it: without its secret. Times are milliseconds since
 * 1970-01-01T00:00Z.
 *
 * @param name of the agent that it will make
 * @param racks that the agent may speak for
 * @param used when a certificate was issued for it
 * @param revoked when it was taken back
 */
public record Token(
    String id,
    String name,
    Set<String> racks,
    long createdMillis,
    long expiresMillis,
    OptionalLong used,
    OptionalLong revoked) {

  public Token {
    racks = Set.copyOf(racks);
  }

  /** In one word: open, used, revoked or expired. */
  public String state(long nowMillis) {
    if (used.isPresent()) {
      return "used";
    }
    if (revoked.isPresent()) {
      return "revoked";
    }
    return nowMillis >= expiresMillis ? "expired" : "open";
  }
}
