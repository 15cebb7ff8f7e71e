package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The SQLite file of campaigns: write-ahead log, synchronous FULL, so that a commit is on disk. Not
 * thread safe.
 */
final class CampaignTables implements AutoCloseable {

  /** Nobody repeats a request for longer. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Connection connection;

  /** Whether a transaction of several changes is open. */
  private boolean together;

  interface Change {
    void make() throws SQLException;
  }

  /** A request that was made, and what it was answered. */
  record Remembered(String fingerprint, String campaign, String answer) {}

  private CampaignTables(Connection connection) {
    this.connection = connection;
  }

  static CampaignTables open(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA busy_timeout = 5000");
      CampaignSchema.bringToPresent(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new CampaignTables(connection);
  }

  List<Campaign> readAll() throws SQLException {
    return new CampaignRows(connection).all();
  }

  /** Makes a change whole or not at all; durable at once unless a transaction is open. */
  void change(Change change) throws SQLException {
    if (together) {
      change.make();
      return;
    }
    begin();
    try {
      change.make();
      commit();
    } catch (SQLException e) {
      rollback();
      throw e;
    }
  }

  void begin() throws SQLException {
    connection.setAutoCommit(false);
    together = true;
  }

  void commit() throws SQLException {
    connection.commit();
    together = false;
    connection.setAutoCommit(true);
  }

  void rollback() {
    if (!together) {
      return;
    }
    together = false;
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // What is not committed is lost with the connection, which is what is wanted.
    }
  }

  private void write(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  void insert(Campaign campaign) throws SQLException {
    write(
        "INSERT INTO campaign (id, plan_name, plan_text, start_millis, state, attempt,"
            + " first_attempt) VALUES (?, ?, ?, ?, ?, ?, ?)",
        campaign.id(),
        campaign.planName(),
        campaign.planText(),
        campaign.startMillis(),
        campaign.state().name(),
        campaign.attempt(),
        campaign.firstAttempt());
    for (int i = 0; i < campaign.racks().size(); i++) {
      write(
          "INSERT INTO campaign_rack VALUES (?, ?, ?, 1)",
          campaign.id(),
          i + 1,
          campaign.racks().get(i));
    }
  }

  void updateEnd(Campaign ended) throws SQLException {
    write(
        "UPDATE campaign SET end_millis = ?, state = ?, end_reason = ? WHERE id = ?",
        ended.endMillis().orElseThrow(),
        ended.state().name(),
        ended.endReason(),
        ended.id());
    write("UPDATE campaign_rack SET running = 0 WHERE campaign = ?", ended.id());
  }

  void insertMark(String id, int number, Mark mark) throws SQLException {
    write(
        "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?)",
        id,
        number,
        mark.timeMillis(),
        mark.phase(),
        mark.entered() ? 1 : 0,
        mark.rack());
  }

  void insertAnnotation(String id, int number, Annotation annotation) throws SQLException {
    write(
        "INSERT INTO annotation VALUES (?, ?, ?, ?, ?)",
        id,
        number,
        annotation.timeMillis(),
        annotation.author(),
        annotation.text());
  }

  void insertEntry(String id, int number, Entry entry) throws SQLException {
    write(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        number,
        entry.timeMillis(),
        entry.rack(),
        entry.criterion(),
        entry.by(),
        entry.passed().map(passed -> passed ? 1 : 0).orElse(null),
        orNull(entry.value()),
        orNull(entry.uncertainty()),
        entry.note());
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  void insertWaiver(String id, Waiver waiver) throws SQLException {
    write(
        "INSERT INTO waiver VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        waiver.number(),
        waiver.timeMillis(),
        waiver.criterion(),
        waiver.rack(),
        waiver.reason(),
        waiver.expires().toString());
  }

  void insertSignOff(String id, int waiver, int number, Waiver.SignOff signOff)
      throws SQLException {
    write(
        "INSERT INTO sign_off VALUES (?, ?, ?, ?, ?)",
        id,
        waiver,
        number,
        signOff.timeMillis(),
        signOff.by());
  }

  void insertDecision(String id, int number, Decision decision) throws SQLException {
    write(
        "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        number,
        decision.timeMillis(),
        decision.rack(),
        decision.kind().name(),
        decision.by(),
        decision.reason());
  }

  Optional<Remembered> remembered(String key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT fingerprint, campaign, answer FROM request WHERE key = ?")) {
      select.setString(1, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Remembered(
                    row.getString("fingerprint"),
                    row.getString("campaign"),
                    row.getString("answer")))
            : Optional.empty();
      }
    }
  }

  void remember(String key, Remembered request, long atMillis) throws SQLException {
    write("DELETE FROM request WHERE time_millis < ?", atMillis - KEPT.toMillis());
    write(
        "INSERT INTO request VALUES (?, ?, ?, ?, ?)",
        key,
        atMillis,
        request.fingerprint(),
        request.campaign(),
        request.answer());
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Every change was committed before; there is nothing left to lose.
    }
  }
}
