package io.rackproof.collector.access;

/** What becomes of a try to sign in. */
public sealed interface SignIn {

  /**
   * @param secret what the browser shows from now on; told this once
   */
  record Granted(String secret, Caller caller) implements SignIn {}

  /** Name or password are wrong; which of them is not told. */
  record Wrong() implements SignIn {}

  /** Too many tries; nothing was looked at. */
  record Later(long seconds) implements SignIn {}

  /**
   * Whom the provider knows may not be let in here.
   *
   * @param why in a sentence for the person
   */
  record Refused(String why) implements SignIn {}
}
