package io.rackproof.collector.web;

import io.rackproof.collector.access.Caller;
import io.rackproof.collector.access.Role;

/**
 * For whom a page is made: what he may not do is not shown to him.
 *
 * @param name of the user; empty when nobody signs in here, or has not yet
 * @param drives may begin and change campaigns
 * @param approves may sign waivers, decide, and read the audit log
 */
public record Viewer(String name, boolean drives, boolean approves) {

  /** Whoever is there, where nobody signs in. */
  static final Viewer ANYBODY = new Viewer("", true, true);

  /** Who has not signed in. */
  static final Viewer NOBODY = new Viewer("", false, false);

  static Viewer of(Caller caller) {
    return new Viewer(caller.name(), caller.may(Role.ENGINEER), caller.may(Role.APPROVER));
  }

  /** Whether this is nobody who may see anything but the page for signing in. */
  public boolean stranger() {
    return equals(NOBODY);
  }

  public boolean signedIn() {
    return !name.isEmpty();
  }
}
