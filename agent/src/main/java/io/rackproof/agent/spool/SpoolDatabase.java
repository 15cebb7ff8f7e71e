package io.rackproof.agent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a spool in SQLite, statement by statement; what they mean together is {@link
 * SpoolLife}'s. One process at a time. Not thread safe.
 */
final class SpoolDatabase implements AutoCloseable {

  private static final int SCHEMA_VERSION = 1;

  /** Stops reading a run of batches beyond this, so that a window of large ones fits in memory. */
  private static final long READ_BYTES = 4 << 20;

  private static final String[] SCHEMA = {
    "CREATE TABLE spool (epoch TEXT NOT NULL, last_sequence INTEGER NOT NULL)",
    "CREATE TABLE definition (id INTEGER PRIMARY KEY, encoded BLOB NOT NULL)",
    "CREATE TABLE batch (sequence INTEGER PRIMARY KEY, stored_millis INTEGER NOT NULL,"
        + " first_millis INTEGER NOT NULL, last_millis INTEGER NOT NULL, samples INTEGER NOT NULL,"
        + " bytes INTEGER NOT NULL, crc32c INTEGER NOT NULL, encoded BLOB NOT NULL)",
    LossTable.SCHEMA,
    "PRAGMA user_version = " + SCHEMA_VERSION
  };

  private final SqlConnection sql;
  private final LossTable losses;

  private SpoolDatabase(SqlConnection sql) {
    this.sql = sql;
    this.losses = new LossTable(sql);
  }

  /**
   * Opens or creates the file and checks it through.
   *
   * @throws DamagedSpoolException when it is there and not usable
   * @throws SQLException when it cannot be opened now
   */
  static SpoolDatabase open(Path file, String freshEpoch)
      throws SQLException, DamagedSpoolException {
    SpoolDatabase database = new SpoolDatabase(SqlConnection.open(file));
    try {
      database.prepare(freshEpoch);
      return database;
    } catch (SQLException | DamagedSpoolException e) {
      database.close();
      if (e instanceof SQLException failed && DamagedSpoolException.isDamage(failed)) {
        throw new DamagedSpoolException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private void prepare(String freshEpoch) throws SQLException, DamagedSpoolException {
    sql.execute("PRAGMA busy_timeout = 2000");
    // Two agents on one spool would issue the same numbers: the second one cannot open it.
    sql.execute("PRAGMA locking_mode = EXCLUSIVE");
    sql.execute("PRAGMA journal_mode = WAL");
    sql.execute("PRAGMA journal_size_limit = 16777216");
    long version = sql.number("PRAGMA user_version");
    if (version > SCHEMA_VERSION) {
      throw new SQLException("the spool was written by a newer version of the agent");
    }
    if (version == 0 && sql.number("SELECT count(*) FROM sqlite_schema") == 0) {
      sql.begin();
      for (String statement : SCHEMA) {
        sql.execute(statement);
      }
      sql.update("INSERT INTO spool VALUES (?, 0)", freshEpoch);
      sql.commit();
      return;
    }
    String verdict = sql.text("PRAGMA quick_check(1)");
    if (!verdict.equals("ok")) {
      throw new DamagedSpoolException(verdict, null);
    }
    if (version != SCHEMA_VERSION || sql.number("SELECT count(*) FROM spool") != 1) {
      throw new DamagedSpoolException("it is a database, but not a spool", null);
    }
  }

  /** For transactions over the tables. */
  SqlConnection sql() {
    return sql;
  }

  LossTable losses() {
    return losses;
  }

  String epoch() throws SQLException {
    return sql.text("SELECT epoch FROM spool");
  }

  long lastSequence() throws SQLException {
    return sql.number("SELECT last_sequence FROM spool");
  }

  void setEpoch(String epoch) throws SQLException {
    sql.update("UPDATE spool SET epoch = ?", epoch);
  }

  void setLastSequence(long sequence) throws SQLException {
    sql.update("UPDATE spool SET last_sequence = ?", sequence);
  }

  SeriesTable definitions() throws SQLException, DamagedSpoolException {
    SeriesTable table = new SeriesTable();
    try (ResultSet rows = sql.query("SELECT id, encoded FROM definition ORDER BY id")) {
      while (rows.next()) {
        SeriesDefinition definition = SeriesDefinition.parseFrom(rows.getBytes(2));
        if (definition.getId() != table.size()) {
          throw new DamagedSpoolException("series " + table.size() + " is missing", null);
        }
        table.learn(definition);
      }
    } catch (InvalidProtocolBufferException | MalformedBatchException e) {
      throw new DamagedSpoolException("a series cannot be read: " + e.getMessage(), e);
    }
    return table;
  }

  void addDefinition(SeriesDefinition definition) throws SQLException {
    sql.update(
        "INSERT INTO definition VALUES (?, ?)", definition.getId(), definition.toByteArray());
  }

  void replaceDefinition(SeriesDefinition definition) throws SQLException {
    sql.update(
        "UPDATE definition SET encoded = ? WHERE id = ?",
        definition.toByteArray(),
        definition.getId());
  }

  void addBatch(BatchRow row, byte[] encoded) throws SQLException {
    sql.update(
        "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row.sequence,
        row.storedMillis,
        row.firstMillis,
        row.lastMillis,
        row.samples,
        row.bytes,
        checksum(encoded),
        encoded);
  }

  /** The batch with the lowest number, or null when there is none. */
  @Nullable BatchRow oldest(long after) throws SQLException {
    try (ResultSet rows =
        sql.query(
            "SELECT sequence, stored_millis, first_millis, last_millis, samples, bytes FROM batch"
                + " WHERE sequence > ? ORDER BY sequence LIMIT 1",
            after)) {
      return rows.next()
          ? new BatchRow(
              rows.getLong(1),
              rows.getLong(2),
              rows.getLong(3),
              rows.getLong(4),
              rows.getInt(5),
              rows.getInt(6))
          : null;
    }
  }

  /** Number and bytes of the batches up to and including a number. */
  Extent extent(long through) throws SQLException {
    try (ResultSet row =
        sql.query("SELECT count(*), total(bytes) FROM batch WHERE sequence <= ?", through)) {
      row.next();
      return new Extent(row.getLong(1), (long) row.getDouble(2));
    }
  }

  void deleteBatches(long through) throws SQLException {
    sql.update("DELETE FROM batch WHERE sequence <= ?", through);
  }

  void deleteBatch(long sequence) throws SQLException {
    sql.update("DELETE FROM batch WHERE sequence = ?", sequence);
  }

  /**
   * Batches after a number, at most {@code limit} of them and a few MiB; a batch that is not what
   * was stored comes as an empty one.
   */
  List<StoredBatch> batches(long after, int limit) throws SQLException {
    List<StoredBatch> batches = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows =
        sql.query(
            "SELECT sequence, crc32c, encoded FROM batch WHERE sequence > ?"
                + " ORDER BY sequence LIMIT ?",
            after,
            limit)) {
      while (bytes < READ_BYTES && rows.next()) {
        byte[] encoded = rows.getBytes(3);
        boolean intact = encoded != null && checksum(encoded) == rows.getLong(2);
        batches.add(
            new StoredBatch(
                rows.getLong(1), intact ? ByteString.copyFrom(encoded) : ByteString.EMPTY));
        bytes += intact ? encoded.length : 0;
      }
    }
    return batches;
  }

  /** Lowers all batch numbers, inside the encoded batches as well. */
  void renumber(long by) throws SQLException, InvalidProtocolBufferException {
    losses.renumber(by);
    for (BatchRow row = oldest(0); row != null; row = oldest(row.sequence)) {
      if (row.sequence <= by) {
        continue;
      }
      ByteString encoded = batches(row.sequence - 1, 1).get(0).encoded();
      byte[] renumbered =
          encoded.isEmpty()
              ? new byte[0]
              : BatchMessage.parseFrom(encoded).toBuilder()
                  .setSequence(row.sequence - by)
                  .build()
                  .toByteArray();
      sql.update(
          "UPDATE batch SET sequence = ?, bytes = ?, crc32c = ?, encoded = ? WHERE sequence = ?",
          row.sequence - by,
          renumbered.length,
          checksum(renumbered),
          renumbered,
          row.sequence);
    }
  }

  private static long checksum(byte[] encoded) {
    CRC32C crc = new CRC32C();
    crc.update(encoded);
    return crc.getValue();
  }

  @Override
  public void close() {
    sql.close();
  }

  /** A row of {@code batch} without its bytes. */
  record BatchRow(
      long sequence,
      long storedMillis,
      long firstMillis,
      long lastMillis,
      int samples,
      int bytes) {}

  record Extent(long batches, long bytes) {}
}
