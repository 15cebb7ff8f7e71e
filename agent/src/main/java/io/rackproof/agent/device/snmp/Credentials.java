package io.rackproof.agent.device.snmp;

import java.util.Optional;

/** By what an SNMP agent lets a reader in. Never printed with its secrets. */
public sealed interface Credentials {

  /** For people, without secrets: {@code v2c}, {@code v3 user 'monitor' authPriv}. */
  String describe();

  /**
   * SNMP v1 (RFC 1157) and v2c (RFC 1901): a password that crosses the network in clear.
   *
   * @param version of the protocol
   * @param name of the community, a secret
   */
  record Community(Version version, String name) implements Credentials {
    @Override
    public String describe() {
      return version == Version.V1 ? "v1" : "v2c";
    }

    @Override
    public String toString() {
      return describe();
    }
  }

  /** The versions that know communities. */
  enum Version {
    V1,
    V2C
  }

  /**
   * SNMP v3 with the User-based Security Model, RFC 3414.
   *
   * @param name of the user; not secret
   * @param authentication empty for noAuthNoPriv
   * @param privacy only with authentication
   * @param context the part of the agent that is read, RFC 3411; empty for the default one
   */
  record User(
      String name,
      Optional<Secret<AuthenticationProtocol>> authentication,
      Optional<Secret<PrivacyProtocol>> privacy,
      String context)
      implements Credentials {

    public User {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a user has a name");
      }
      if (privacy.isPresent() && authentication.isEmpty()) {
        throw new IllegalArgumentException("privacy needs authentication");
      }
    }

    /** The security level as RFC 3411 names it. */
    public String level() {
      if (privacy.isPresent()) {
        return "authPriv";
      }
      return authentication.isPresent() ? "authNoPriv" : "noAuthNoPriv";
    }

    @Override
    public String describe() {
      return "v3 user '" + name + "' " + level();
    }

    @Override
    public String toString() {
      return describe();
    }
  }

  /**
   * A protocol and the password that it makes its key from.
   *
   * @param password at least 8 characters, RFC 3414 11.2
   */
  record Secret<P>(P protocol, String password) {

    /** The least length of a password. */
    public static final int SHORTEST_PASSWORD = 8;

    public Secret {
      if (password.length() < SHORTEST_PASSWORD) {
        throw new IllegalArgumentException(
            "a password of SNMP v3 has at least " + SHORTEST_PASSWORD + " characters");
      }
    }

    @Override
    public String toString() {
      return String.valueOf(protocol);
    }
  }
}
