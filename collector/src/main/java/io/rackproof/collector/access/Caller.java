package io.rackproof.collector.access;

/**
 * Who asks.
 *
 * @param name of the account; of a metrics token, what it is for
 * @param kind by what it was recognised
 * @param id of the session or token, which is no secret
 */
public record Caller(String name, Role role, Kind kind, String id) {

  /** By what a caller is recognised. */
  public enum Kind {
    SESSION,
    TOKEN
  }

  public boolean may(Role needed) {
    return role.includes(needed);
  }
}
