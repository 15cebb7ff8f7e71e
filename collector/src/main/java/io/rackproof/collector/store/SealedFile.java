package io.rackproof.collector.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sealed Parquet file.
 *
 * @param name {@code 20261124T101500Z-1-300.parquet}: the time of its first sample, and the rows of
 *     the log that it holds
 * @param rack whose samples it holds
 * @param firstRow of the log
 * @param lastRow of the log, inside
 * @param firstMillis time of its first sample
 * @param lastMillis time of its last
 * @param samples how many
 * @param bytes of the file
 * @param sha256 of the file, hexadecimal
 */
record SealedFile(
    String name,
    String rack,
    long firstRow,
    long lastRow,
    long firstMillis,
    long lastMillis,
    long samples,
    long bytes,
    String sha256) {

  static final String SUFFIX = ".parquet";

  private static final Pattern NAME =
      Pattern.compile("[^-]*(?:-\\d+T\\d+Z)?-(\\d{1,18})-(\\d{1,18})\\.parquet");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Within the store's folder. */
  String path() {
    return "samples/" + rack + "/" + name;
  }

  /** The rows that a file's name says it holds. */
  record Rows(long first, long last) {}

  static String name(long firstMillis, long firstRow, long lastRow) {
    return TIME.format(Instant.ofEpochMilli(firstMillis)) + "-" + firstRow + "-" + lastRow + SUFFIX;
  }

  /** The rows that a name tells; empty when it is none that {@link #name} makes. */
  static Optional<Rows> rows(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new Rows(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }
}
