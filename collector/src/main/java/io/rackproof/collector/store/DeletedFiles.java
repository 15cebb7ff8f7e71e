package io.rackproof.collector.store;

import io.rackproof.collector.store.Retention.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes sealed files that {@link Retention} lets go. Each deletion is noted first, as a loss of
 * its samples: what would need them is INCONCLUSIVE, never wrong.
 */
final class DeletedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DeletedFiles.class);

  private final Database database;
  private final SealedFiles sealed;
  private final AtomicLong files = new AtomicLong();
  private boolean toldOfKept;

  DeletedFiles(Database database, SealedFiles sealed) {
    this.database = database;
    this.sealed = sealed;
  }

  /**
   * Deletes what is due.
   *
   * @return how many files went
   */
  synchronized int deleteDue(Retention retention, Retention.Keeper keeper, long nowMillis)
      throws IOException {
    if (retention.isNone()) {
      return 0;
    }
    List<SealedFile> oldestFirst =
        sealed.all().stream().sorted(Comparator.comparingLong(SealedFile::lastMillis)).toList();
    long total = oldestFirst.stream().mapToLong(SealedFile::bytes).sum();
    Map<String, List<Span>> needed = new TreeMap<>();
    int gone = 0;
    for (SealedFile file : oldestFirst) {
      String reason = reason(retention, file, total, nowMillis);
      if (reason.isEmpty()
          || needed.computeIfAbsent(file.rack(), keeper::needed).stream()
              .anyMatch(
                  s -> s.fromMillis() <= file.lastMillis() && file.firstMillis() < s.toMillis())) {
        continue;
      }
      delete(file, reason, nowMillis);
      keeper.deleted(file.rack());
      total -= file.bytes();
      gone++;
    }
    tellOfKept(retention, total);
    return gone;
  }

  private static String reason(Retention retention, SealedFile file, long total, long now) {
    if (retention.age().isPresent() && file.lastMillis() < now - retention.age().get().toMillis()) {
      return "older than " + retention.age().get().toHours() + " h";
    }
    return total > retention.bytes().orElse(Long.MAX_VALUE)
        ? "more than " + retention.bytes().getAsLong() + " bytes of sealed files"
        : "";
  }

  private void tellOfKept(Retention retention, long total) {
    boolean over = total > retention.bytes().orElse(Long.MAX_VALUE);
    if (over && !toldOfKept) {
      LOG.warn(
          "sealed files take {} bytes, more than data.retention.bytes: campaigns need what is left;"
              + " data.retention.campaigns says for how long",
          total);
    }
    toldOfKept = over;
  }

  private void delete(SealedFile file, String reason, long nowMillis) throws IOException {
    String noted = "deleted by retention on " + day(nowMillis) + ", " + reason;
    database.change(
        connection -> {
          note(connection, file, noted, nowMillis);
          sealed.forget(file);
          database.afterCommit(files::incrementAndGet);
        });
    // A crash here leaves a file without an entry, which the next start enters again.
    Files.deleteIfExists(sealed.path(file));
    LOG.info("{} was {}", sealed.path(file), noted);
  }

  /** How many were deleted since the start. */
  long files() {
    return files.get();
  }

  private static Instant day(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Notes a file that is there no more, or not as it was written, and drops its entry.
   *
   * @param what has become of it
   */
  void gone(SealedFile file, String what, long nowMillis) throws IOException {
    database.change(
        connection -> {
          note(connection, file, what + " on " + day(nowMillis), nowMillis);
          sealed.forget(file);
        });
  }

  /** Within a transaction. */
  private static void note(Connection connection, SealedFile file, String reason, long nowMillis)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO deleted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, file.rack());
      insert.setString(2, file.name());
      insert.setLong(3, file.firstRow());
      insert.setLong(4, file.lastRow());
      insert.setLong(5, file.firstMillis());
      insert.setLong(6, file.lastMillis());
      insert.setLong(7, file.samples());
      insert.setLong(8, nowMillis);
      insert.setString(9, reason);
      insert.executeUpdate();
    }
  }

  /** Within a transaction: a file is back, such as from an archive. */
  static void back(Connection connection, String rack, String name) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM deleted WHERE rack = ? AND file = ?")) {
      delete.setString(1, rack);
      delete.setString(2, name);
      delete.executeUpdate();
    }
  }
}
