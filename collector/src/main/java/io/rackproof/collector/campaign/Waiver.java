package io.rackproof.collector.campaign;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A person's wish to let a criterion pass for a time in spite of its verdict. It never changes the
 * verdict, and is not in force before two different people have signed it.
 *
 * @param number in its campaign, from 1
 * @param timeMillis when it was asked for
 * @param criterion its id in the plan
 * @param rack the rack that it holds for; empty for all
 * @param reason never empty
 * @param expires the last day, in UTC, on which it is in force
 * @param signOffs the first is that of whoever asked for it
 */
public record Waiver(
    int number,
    long timeMillis,
    String criterion,
    String rack,
    String reason,
    LocalDate expires,
    List<SignOff> signOffs) {

  /** How many different people must sign. */
  public static final int SIGN_OFFS = 2;

  /** Whether it counts. */
  public enum State {
    /** Not enough people have signed. */
    PENDING,
    IN_FORCE,
    /** Its last day is over, whoever signed. */
    EXPIRED
  }

  /** A person stands for the waiver. */
  public record SignOff(long timeMillis, String by) {}

  public Waiver {
    signOffs = List.copyOf(signOffs);
  }

  /** Whether it counts on a day. */
  public State state(LocalDate day) {
    if (day.isAfter(expires)) {
      return State.EXPIRED;
    }
    return signOffs.size() >= SIGN_OFFS ? State.IN_FORCE : State.PENDING;
  }

  /** Whether someone has signed, however the name is written. */
  boolean isSignedBy(String name) {
    return signOffs.stream().anyMatch(s -> person(s.by()).equals(person(name)));
  }

  /** A name without differences of case and spaces: one person is not two. */
  private static String person(String name) {
    return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  Waiver signed(SignOff signOff) {
    List<SignOff> more = new ArrayList<>(signOffs);
    more.add(signOff);
    return new Waiver(number, timeMillis, criterion, rack, reason, expires, more);
  }
}
