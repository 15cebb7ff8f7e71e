package io.rackproof.collector.access;

import io.rackproof.collector.access.AuditEvent.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, and what was refused, in a file that only grows: the database itself refuses to
 * change a line, and to delete one that is not a refusal. Refusals are what strangers can make as
 * many of as they like, so of these {@link RefusalLimit} writes a bounded number a minute, and the
 * latest {@value #MOST_REFUSALS} stay; how many were left out and deleted is told by lines that
 * stay. Written on a thread of its own, many lines in one commit. Thread safe.
 */
public final class AuditLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private static final int VERSION = 1;

  static final int MOST_REFUSALS = 100_000;

  /** Deleted at one time, so that it is rare. */
  private static final int DELETED = 10_000;

  private static final int QUEUE = 10_000;
  private static final int MOST_IN_A_COMMIT = 500;
  private static final int PATIENCE_SECONDS = 10;

  private static final String[] LAYOUT = {
    "CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        + " time INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, origin TEXT NOT NULL,"
        + " what TEXT NOT NULL, campaign TEXT NOT NULL, status INTEGER NOT NULL,"
        + " detail TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS event_kind ON event (kind, id)",
    "CREATE TRIGGER IF NOT EXISTS event_stays BEFORE UPDATE ON event"
        + " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER IF NOT EXISTS event_is_kept BEFORE DELETE ON event"
        + " WHEN OLD.kind <> 'REFUSAL'"
        + " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
  };

  private final Database database;
  private final Clock clock;
  private final RefusalLimit limit;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer;
  private final int mostRefusals;
  private volatile boolean failing;
  private volatile boolean closed;

  /**
   * @param event to be written; null for a mark
   * @param written is counted down once all before it is on disk
   */
  private record Item(@Nullable AuditEvent event, @Nullable CountDownLatch written) {}

  private AuditLog(Database database, Clock clock, int mostRefusals) {
    this.database = database;
    this.clock = clock;
    this.limit = new RefusalLimit(clock);
    this.mostRefusals = mostRefusals;
    this.writer = new Thread(this::writeAll, "audit");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Opens it; several programs may at one time.
   *
   * @throws IOException when it cannot be had
   */
  public static AuditLog open(Path directory, Clock clock) throws IOException {
    return open(directory, clock, MOST_REFUSALS);
  }

  static AuditLog open(Path directory, Clock clock, int mostRefusals) throws IOException {
    return new AuditLog(
        Database.open(directory, "audit.sqlite", VERSION, LAYOUT), clock, mostRefusals);
  }

  /** What a request did or was refused. */
  public void note(
      Kind kind, String who, String from, String what, String campaign, int status, String detail) {
    if (kind != Kind.REFUSAL) {
      put(new AuditEvent(0, clock.millis(), kind, who, from, what, campaign, status, detail));
      return;
    }
    limit
        .overdue()
        .forEach(line -> put(event(Kind.NOTICE, line.from(), line.count() + " more refusals")));
    if (limit.take(from)) {
      put(new AuditEvent(0, clock.millis(), kind, who, from, what, campaign, status, detail));
    }
  }

  private AuditEvent event(Kind kind, String from, String detail) {
    return new AuditEvent(0, clock.millis(), kind, "-", from, "", "", 0, detail);
  }

  private void put(AuditEvent event) {
    if (!queue.offer(new Item(event, null))) {
      failing = true;
      LOG.error("The audit log does not keep up; not in it: {}", event);
    }
  }

  /** False while it cannot write: nothing may be changed then. */
  public boolean isWorking() {
    return !failing;
  }

  private void writeAll() {
    List<Item> taken = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      taken.clear();
      try {
        @Nullable Item first = queue.poll(1, TimeUnit.SECONDS);
        if (first == null) {
          if (failing) {
            retry();
          }
          continue;
        }
        taken.add(first);
      } catch (InterruptedException e) {
        return;
      }
      queue.drainTo(taken, MOST_IN_A_COMMIT);
      write(taken);
    }
  }

  private void retry() {
    try {
      database.transaction(() -> insert(event(Kind.NOTICE, "", "the audit log works again")));
      failing = false;
    } catch (IOException e) {
      LOG.error("The audit log cannot be written: {}", e.getMessage());
    }
  }

  private void write(List<Item> items) {
    try {
      database.transaction(
          () -> {
            boolean refusals = false;
            for (Item item : items) {
              if (item.event() != null) {
                insert(item.event());
                refusals |= item.event().kind() == Kind.REFUSAL;
              }
            }
            if (refusals) {
              trim();
            }
            return true;
          });
    } catch (IOException e) {
      failing = true;
      LOG.error("The audit log cannot be written: {}", e.getMessage());
      items.stream()
          .filter(item -> item.event() != null)
          .forEach(item -> LOG.error("Not in the audit log: {}", item.event()));
    }
    for (Item item : items) {
      if (item.written() != null) {
        item.written().countDown();
      }
    }
  }

  private int insert(AuditEvent event) throws SQLException {
    return database.update(
        "INSERT INTO event (time, kind, who, origin, what, campaign, status, detail)"
            + " VALUES (?,?,?,?,?,?,?,?)",
        event.timeMillis(),
        event.kind().name(),
        event.who(),
        event.from(),
        event.what(),
        event.campaign(),
        event.status(),
        event.detail());
  }

  private void trim() throws SQLException {
    long count =
        database
            .query("SELECT count(*) FROM event WHERE kind = 'REFUSAL'", row -> row.getLong(1))
            .get(0);
    if (count <= mostRefusals) {
      return;
    }
    int deleted =
        database.update(
            "DELETE FROM event WHERE kind = 'REFUSAL' AND id IN (SELECT id FROM event"
                + " WHERE kind = 'REFUSAL' ORDER BY id LIMIT ?)",
            count - mostRefusals + Math.min(DELETED, mostRefusals / 10));
    insert(event(Kind.NOTICE, "", "the oldest " + deleted + " refusals were deleted"));
  }

  /**
   * Lines, the newest first.
   *
   * @param before only those of a smaller id
   * @param sinceMillis only those from then on
   * @param who only those of this account; empty for all
   * @param most how many
   */
  public List<AuditEvent> read(long before, long sinceMillis, String who, int most)
      throws IOException {
    flush();
    return database.read(
        () ->
            database.query(
                "SELECT id, time, kind, who, origin, what, campaign, status, detail FROM event"
                    + " WHERE id < ? AND time >= ? AND (? = '' OR who = ?)"
                    + " ORDER BY id DESC LIMIT ?",
                row ->
                    new AuditEvent(
                        row.getLong(1),
                        row.getLong(2),
                        Kind.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getInt(8),
                        row.getString(9)),
                before,
                sinceMillis,
                who,
                who,
                most));
  }

  /** Waits until all that was noted is on disk. */
  private void flush() {
    CountDownLatch written = new CountDownLatch(1);
    try {
      if (!closed && queue.offer(new Item(null, written), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        boolean unused = written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what was noted, then closes the file. */
  @Override
  public void close() throws IOException {
    limit
        .rest()
        .forEach(line -> put(event(Kind.NOTICE, line.from(), line.count() + " more refusals")));
    flush();
    closed = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
