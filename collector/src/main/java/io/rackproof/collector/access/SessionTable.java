package io.rackproof.collector.access;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** Sessions on disk. Thread safe. */
final class SessionTable {

  /** Sessions that one account has at one time; the oldest ends for a new one. */
  private static final int MOST_SESSIONS = 20;

  private final Database database;
  private final Clock clock;

  SessionTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A session on disk.
   *
   * @param id hash of its secret
   */
  record Session(String id, String account, long createdMillis, long seenMillis) {}

  /**
   * Begins a session, if the password is still the one that was compared.
   *
   * @return false when it was changed meanwhile
   */
  boolean begin(String id, String account, String password) throws IOException {
    return database.transaction(
        () ->
            !database
                    .query(
                        "SELECT 1 FROM account WHERE name = ? AND password = ?"
                            + " AND removed IS NULL",
                        row -> true,
                        account,
                        password)
                    .isEmpty()
                && insert(id, account));
  }

  /** Begins a session, within a transaction. */
  boolean insert(String id, String account) throws SQLException {
    long now = clock.millis();
    int added =
        database.update(
            "INSERT INTO session (id, account, created, seen) VALUES (?,?,?,?)",
            id,
            account,
            now,
            now);
    database.update(
        "DELETE FROM session WHERE account = ? AND id NOT IN (SELECT id FROM session"
            + " WHERE account = ? ORDER BY created DESC, id LIMIT ?)",
        account,
        account,
        MOST_SESSIONS);
    return added > 0;
  }

  void end(String id) throws IOException {
    database.transaction(() -> database.update("DELETE FROM session WHERE id = ?", id));
  }

  /** Ends those of an account, within a transaction. */
  void endAll(String account) throws SQLException {
    database.update("DELETE FROM session WHERE account = ?", account);
  }

  void seen(String id, long millis) throws IOException {
    database.transaction(
        () -> database.update("UPDATE session SET seen = ? WHERE id = ?", millis, id));
  }

  List<Session> all() throws IOException {
    return database.read(
        () ->
            database.query(
                "SELECT id, account, created, seen FROM session",
                row ->
                    new Session(
                        row.getString(1), row.getString(2), row.getLong(3), row.getLong(4))));
  }
}
