package io.rackproof.collector.access;

import java.util.OptionalLong;

/**
 * A token of a program, without its secret.
 *
 * @param account whose it is; empty for one that reads metrics alone
 * @param note what it is for
 */
public record ApiToken(
    String id,
    String note,
    String account,
    Role role,
    long createdMillis,
    long expiresMillis,
    OptionalLong revoked) {

  /** {@code good}, {@code expired} or {@code revoked}. */
  public String state(long nowMillis) {
    if (revoked.isPresent()) {
      return "revoked";
    }
    return nowMillis >= expiresMillis ? "expired" : "good";
  }
}
