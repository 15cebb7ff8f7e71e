package io.rackproof.collector.identity;

import java.util.Optional;
import java.util.Set;

/**
 * A certificate that was issued to an agent. Times are milliseconds since 1970-01-01T00:00Z.
 *
 * @param serial hexadecimal digits
 * @param name of the agent
 * @param racks that it may speak for
 * @param revocation empty while it is good
 */
public record Issued(
    String serial,
    String name,
    Set<String> racks,
    long issuedMillis,
    long notAfterMillis,
    Optional<Revocation> revocation) {

  /**
   * @param reason for people
   */
  public record Revocation(long millis, String reason) {}

  public Issued {
    racks = Set.copyOf(racks);
  }
}
