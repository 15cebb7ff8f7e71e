package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The SQLite file of campaigns: write-ahead log, synchronous FULL, so that a commit is on disk. Not
 * thread safe.
 */
final class CampaignTables implements AutoCloseable {

  private static final int VERSION = 1;

  private final Connection connection;

  private CampaignTables(Connection connection) {
    this.connection = connection;
  }

  static CampaignTables open(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA busy_timeout = 5000");
      createWhenAbsent(statement);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new CampaignTables(connection);
  }

  private static void createWhenAbsent(Statement statement) throws SQLException {
    int version;
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      version = row.getInt(1);
    }
    if (version > VERSION) {
      throw new SQLException("it was written by a newer version of Rackproof (" + version + ")");
    }
    statement.execute(
        """
        CREATE TABLE IF NOT EXISTS campaign (
          id TEXT PRIMARY KEY, rack TEXT NOT NULL, plan_name TEXT NOT NULL, plan_text TEXT NOT NULL,
          start_millis INTEGER NOT NULL, end_millis INTEGER, state TEXT NOT NULL)\
        """);
    // The one rule that must hold whatever a program does wrong.
    statement.execute(
        """
        CREATE UNIQUE INDEX IF NOT EXISTS one_running_a_rack ON campaign (rack)
          WHERE state = 'RUNNING'\
        """);
    statement.execute(
        """
        CREATE TABLE IF NOT EXISTS mark (
          campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
          time_millis INTEGER NOT NULL, phase TEXT NOT NULL, entered INTEGER NOT NULL,
          PRIMARY KEY (campaign, number))\
        """);
    statement.execute(
        """
        CREATE TABLE IF NOT EXISTS annotation (
          campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
          time_millis INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL,
          PRIMARY KEY (campaign, number))\
        """);
    statement.execute("PRAGMA user_version = " + VERSION);
  }

  List<Campaign> readAll() throws SQLException {
    Map<String, List<Mark>> marks = new HashMap<>();
    Map<String, List<Annotation>> annotations = new HashMap<>();
    List<Campaign> campaigns = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT * FROM mark ORDER BY campaign, number")) {
        while (row.next()) {
          marks
              .computeIfAbsent(row.getString("campaign"), id -> new ArrayList<>())
              .add(
                  new Mark(
                      row.getLong("time_millis"),
                      row.getString("phase"),
                      row.getInt("entered") == 1));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT * FROM annotation ORDER BY campaign, number")) {
        while (row.next()) {
          annotations
              .computeIfAbsent(row.getString("campaign"), id -> new ArrayList<>())
              .add(
                  new Annotation(
                      row.getLong("time_millis"), row.getString("author"), row.getString("text")));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT * FROM campaign ORDER BY start_millis, rowid")) {
        while (row.next()) {
          String id = row.getString("id");
          long end = row.getLong("end_millis");
          OptionalLong endMillis = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(end);
          campaigns.add(
              new Campaign(
                  id,
                  row.getString("rack"),
                  row.getString("plan_name"),
                  row.getString("plan_text"),
                  row.getLong("start_millis"),
                  endMillis,
                  State.valueOf(row.getString("state")),
                  marks.getOrDefault(id, List.of()),
                  annotations.getOrDefault(id, List.of())));
        }
      }
    }
    return campaigns;
  }

  void insert(Campaign campaign) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO campaign VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, campaign.id());
      insert.setString(2, campaign.rack());
      insert.setString(3, campaign.planName());
      insert.setString(4, campaign.planText());
      insert.setLong(5, campaign.startMillis());
      insert.setNull(6, Types.INTEGER);
      insert.setString(7, campaign.state().name());
      insert.executeUpdate();
    }
  }

  void insertMark(String id, int number, Mark mark) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO mark VALUES (?, ?, ?, ?, ?)")) {
      insert.setString(1, id);
      insert.setInt(2, number);
      insert.setLong(3, mark.timeMillis());
      insert.setString(4, mark.phase());
      insert.setInt(5, mark.entered() ? 1 : 0);
      insert.executeUpdate();
    }
  }

  void insertAnnotation(String id, int number, Annotation annotation) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO annotation VALUES (?, ?, ?, ?, ?)")) {
      insert.setString(1, id);
      insert.setInt(2, number);
      insert.setLong(3, annotation.timeMillis());
      insert.setString(4, annotation.author());
      insert.setString(5, annotation.text());
      insert.executeUpdate();
    }
  }

  void updateEnd(Campaign ended) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE campaign SET end_millis = ?, state = ? WHERE id = ?")) {
      update.setLong(1, ended.endMillis().orElseThrow());
      update.setString(2, ended.state().name());
      update.setString(3, ended.id());
      update.executeUpdate();
    }
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
