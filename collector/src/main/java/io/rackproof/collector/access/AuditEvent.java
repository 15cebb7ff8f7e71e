package io.rackproof.collector.access;

/**
 * A line of the audit log.
 *
 * @param id counts up; 0 before it is stored
 * @param who the account; {@code -} when nobody is known
 * @param from the address that asked, or {@code command}
 * @param what method and path, without what stands after {@code ?}; or the command
 * @param campaign that it is about; empty for none
 * @param status of the answer; 0 for a command and a connection that was ended
 * @param detail why it was refused, and the like
 */
public record AuditEvent(
    long id,
    long timeMillis,
    Kind kind,
    String who,
    String from,
    String what,
    String campaign,
    int status,
    String detail) {

  private static final int MOST_CHARACTERS = 300;

  /** What a line is about. */
  public enum Kind {
    /** A campaign was begun or changed. */
    CHANGE,
    /** A session began or ended. */
    SESSION,
    /** An account or a token was changed. */
    ACCOUNT,
    /** Something was refused. */
    REFUSAL,
    /** The log tells of itself. */
    NOTICE
  }

  public AuditEvent {
    who = line(who);
    from = line(from);
    what = line(what);
    campaign = line(campaign);
    detail = line(detail);
  }

  /** On one line, without what a terminal would obey, and not without end. */
  private static String line(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= MOST_CHARACTERS ? clean : clean.substring(0, MOST_CHARACTERS) + "…";
  }
}
