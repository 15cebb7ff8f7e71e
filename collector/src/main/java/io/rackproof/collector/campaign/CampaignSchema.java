package io.rackproof.collector.campaign;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of campaigns, by version. A new file gets the tables of version 1 and then every step,
 * as an old one does, so that both end alike.
 */
final class CampaignSchema {

  /** The version that this program writes. */
  private static final int VERSION = 2;

  private static final String[] FIRST = {
    """
    CREATE TABLE IF NOT EXISTS campaign (
      id TEXT PRIMARY KEY, rack TEXT NOT NULL, plan_name TEXT NOT NULL, plan_text TEXT NOT NULL,
      start_millis INTEGER NOT NULL, end_millis INTEGER, state TEXT NOT NULL)\
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS one_running_a_rack ON campaign (rack)
      WHERE state = 'RUNNING'\
    """,
    """
    CREATE TABLE IF NOT EXISTS mark (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, phase TEXT NOT NULL, entered INTEGER NOT NULL,
      PRIMARY KEY (campaign, number))\
    """,
    """
    CREATE TABLE IF NOT EXISTS annotation (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (campaign, number))\
    """
  };

  /** Several racks, attempts, and what people enter, waive and decide. */
  private static final String[] SECOND = {
    """
    CREATE TABLE campaign_rack (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL, rack TEXT NOT NULL,
      running INTEGER NOT NULL, PRIMARY KEY (campaign, number))\
    """,
    "INSERT INTO campaign_rack SELECT id, 1, rack, state = 'RUNNING' FROM campaign",
    "DROP INDEX one_running_a_rack",
    // The one rule that must hold whatever a program does wrong.
    "CREATE UNIQUE INDEX one_running_a_rack ON campaign_rack (rack) WHERE running = 1",
    "ALTER TABLE campaign DROP COLUMN rack",
    "ALTER TABLE campaign ADD COLUMN end_reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE campaign ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE campaign ADD COLUMN first_attempt TEXT NOT NULL DEFAULT ''",
    "UPDATE campaign SET first_attempt = id",
    "ALTER TABLE mark ADD COLUMN rack TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE entry (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, rack TEXT NOT NULL, criterion TEXT NOT NULL,
      author TEXT NOT NULL, passed INTEGER, value REAL, uncertainty REAL, note TEXT NOT NULL,
      PRIMARY KEY (campaign, number))\
    """,
    """
    CREATE TABLE waiver (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, criterion TEXT NOT NULL, rack TEXT NOT NULL,
      reason TEXT NOT NULL, expires TEXT NOT NULL, PRIMARY KEY (campaign, number))\
    """,
    """
    CREATE TABLE sign_off (
      campaign TEXT NOT NULL, waiver INTEGER NOT NULL, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, author TEXT NOT NULL, PRIMARY KEY (campaign, waiver, number),
      FOREIGN KEY (campaign, waiver) REFERENCES waiver (campaign, number))\
    """,
    """
    CREATE TABLE decision (
      campaign TEXT NOT NULL REFERENCES campaign, number INTEGER NOT NULL,
      time_millis INTEGER NOT NULL, rack TEXT NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL,
      reason TEXT NOT NULL, PRIMARY KEY (campaign, number))\
    """,
    // Requests that were made with an idempotency key.
    """
    CREATE TABLE request (
      key TEXT PRIMARY KEY, time_millis INTEGER NOT NULL, fingerprint TEXT NOT NULL,
      campaign TEXT NOT NULL, answer TEXT NOT NULL)\
    """
  };

  private CampaignSchema() {}

  /**
   * Makes what is missing, in one transaction.
   *
   * @throws SQLException also when a newer program wrote the file; it is left as it is then
   */
  static void bringToPresent(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > VERSION) {
        throw new SQLException("it was written by a newer version of Rackproof (" + version + ")");
      }
      if (version < 1) {
        run(statement, FIRST);
      }
      if (version < 2) {
        run(statement, SECOND);
        statement.execute("PRAGMA user_version = " + VERSION);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void run(Statement statement, String[] steps) throws SQLException {
    for (String step : steps) {
      statement.execute(step);
    }
  }
}
