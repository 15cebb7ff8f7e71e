package io.rackproof.collector.recorded;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as recordings write them: ISO 8601 ({@code 2026-11-24T10:15:30.250Z}, with a blank for the
 * {@code T}, with an offset, or without one, which is UTC), or milliseconds since
 * 1970-01-01T00:00Z. What is finer than a millisecond is cut off.
 */
public final class TimeText {

  /** 2000-01-01T00:00Z: what is earlier is a count of seconds, or a clock that was never set. */
  static final long EARLIEST = 946_684_800_000L;

  /** 2200-01-01T00:00Z: what is later is a count of microseconds or nanoseconds. */
  static final long LATEST = 7_258_118_400_000L;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)(?:[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?)?"
              + "\\s?([Zz]|[-+]\\d\\d(?::?\\d\\d)?)?");
  private static final Pattern COUNT = Pattern.compile("(-?\\d{1,19})(?:\\.\\d*)?");

  private TimeText() {}

  /**
   * Reads a time.
   *
   * @return milliseconds since 1970-01-01T00:00Z
   * @throws IllegalArgumentException saying what is wrong and what to write
   */
  public static long parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException("the time is missing");
    }
    Matcher count = COUNT.matcher(trimmed);
    if (count.matches()) {
      try {
        return checked(Long.parseLong(count.group(1)), trimmed);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is too large for a time", e);
      }
    }
    Matcher iso = ISO.matcher(trimmed);
    if (!iso.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no time: write ISO 8601 such as 2026-11-24T10:15:30.250Z, or milliseconds"
              + " since 1970");
    }
    try {
      return checked(iso(iso), trimmed);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time of the calendar", e);
    }
  }

  private static long iso(Matcher iso) {
    LocalDate day = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
    String fraction = iso.group(7) == null ? "" : iso.group(7);
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
    // The 24th hour and the 60th second exist in ISO 8601, and are more often mistakes.
    LocalTime time =
        iso.group(4) == null
            ? LocalTime.MIDNIGHT
            : LocalTime.of(number(iso, 4), number(iso, 5), number(iso, 6), nanos);
    String zone = iso.group(8);
    ZoneOffset offset =
        zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone.toUpperCase(java.util.Locale.ROOT));
    return LocalDateTime.of(day, time).toInstant(offset).toEpochMilli();
  }

  private static int number(Matcher iso, int group) {
    return iso.group(group) == null ? 0 : Integer.parseInt(iso.group(group));
  }

  /**
   * Refuses a time that cannot be meant.
   *
   * @param text of it, for the message
   */
  static long checked(long millis, String text) {
    String wrong = complaint(millis, text);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
    return millis;
  }

  /** What is wrong with a time; empty for nothing. */
  static String complaint(long millis, String text) {
    if (millis < EARLIEST) {
      boolean seconds = millis >= EARLIEST / 1000 && millis <= LATEST / 1000;
      return "time "
          + text
          + " is before the year 2000: "
          + (seconds
              ? "these look like seconds since 1970, write milliseconds (times 1000)"
              : "write milliseconds since 1970, or ISO 8601");
    }
    if (millis > LATEST) {
      boolean micros = millis / 1000 >= EARLIEST && millis / 1000 <= LATEST;
      return "time "
          + text
          + " is after the year 2200: "
          + (micros
              ? "these look like microseconds since 1970, write milliseconds"
              : "write milliseconds since 1970, not nanoseconds");
    }
    return "";
  }
}
