package io.rackproof.collector.access;

import java.util.OptionalLong;

/**
 * A person, or a program that has tokens.
 *
 * @param name under which all that it does stands; small letters
 * @param hasPassword whether it can sign in at the page
 * @param ofProvider whether it can sign in by the OpenID provider
 * @param removed when it was; the name is never given to another
 */
public record Account(
    String name,
    Role role,
    boolean hasPassword,
    boolean ofProvider,
    long createdMillis,
    OptionalLong removed) {

  boolean isGood() {
    return removed.isEmpty();
  }
}
