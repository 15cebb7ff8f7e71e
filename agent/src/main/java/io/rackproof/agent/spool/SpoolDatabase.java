package io.rackproof.agent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a spool in SQLite, statement by statement; what they mean together is {@link
 * SqliteSpool}'s. WAL with synchronous=FULL: what {@link #begin} began and {@link #commit} ended
 * survives a power cut. One process at a time. Not thread safe.
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
    "CREATE TABLE loss (id INTEGER PRIMARY KEY AUTOINCREMENT, first_sequence INTEGER NOT NULL,"
        + " last_sequence INTEGER NOT NULL, first_millis INTEGER NOT NULL,"
        + " last_millis INTEGER NOT NULL, samples INTEGER NOT NULL, reason TEXT NOT NULL)",
    "PRAGMA user_version = " + SCHEMA_VERSION
  };

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean inTransaction;

  private SpoolDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens or creates the file and checks it through.
   *
   * @throws DamagedSpoolException when it is there and not usable
   * @throws SQLException when it cannot be opened now
   */
  static SpoolDatabase open(Path file, String freshEpoch)
      throws SQLException, DamagedSpoolException {
    SpoolDatabase database =
        new SpoolDatabase(DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    try {
      database.prepare(freshEpoch);
      return database;
    } catch (SQLException | DamagedSpoolException e) {
      database.close();
      if (e instanceof SQLException sql && DamagedSpoolException.isDamage(sql)) {
        throw new DamagedSpoolException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private void prepare(String freshEpoch) throws SQLException, DamagedSpoolException {
    execute("PRAGMA busy_timeout = 2000");
    // Two agents on one spool would issue the same numbers: the second one cannot open it.
    execute("PRAGMA locking_mode = EXCLUSIVE");
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA journal_size_limit = 16777216");
    long version = number("PRAGMA user_version");
    if (version > SCHEMA_VERSION) {
      throw new SQLException("the spool was written by a newer version of the agent");
    }
    if (version == 0 && number("SELECT count(*) FROM sqlite_schema") == 0) {
      begin();
      for (String statement : SCHEMA) {
        execute(statement);
      }
      update("INSERT INTO spool VALUES (?, 0)", freshEpoch);
      commit();
      return;
    }
    String verdict = text("PRAGMA quick_check(1)");
    if (!verdict.equals("ok")) {
      throw new DamagedSpoolException(verdict, null);
    }
    if (version != SCHEMA_VERSION || number("SELECT count(*) FROM spool") != 1) {
      throw new DamagedSpoolException("it is a database, but not a spool", null);
    }
  }

  /** Begins a transaction that is on the disk itself once it is committed. */
  void begin() throws SQLException {
    begin("FULL");
  }

  /**
   * Begins a transaction whose commit does not wait for the disk: right for deletions, which a
   * power cut may undo without harm.
   */
  void beginLazily() throws SQLException {
    begin("NORMAL");
  }

  private void begin(String synchronous) throws SQLException {
    execute("PRAGMA synchronous = " + synchronous);
    execute("BEGIN IMMEDIATE");
    inTransaction = true;
  }

  void commit() throws SQLException {
    execute("COMMIT");
    inTransaction = false;
  }

  /** Undoes what was begun, if anything; for use when something has failed already. */
  void rollback() {
    try {
      if (inTransaction) {
        execute("ROLLBACK");
      }
    } catch (SQLException e) {
      // SQLite has rolled back by itself after most failures; then there is nothing left to undo.
    }
    inTransaction = false;
  }

  /**
   * Writes the log back into the file and cuts it, if that works: on a full disk the next
   * transaction may then fit into the room that this makes. When it does not work the log stays as
   * it is, and everything in it stays safe.
   */
  boolean emptyLog() {
    try {
      execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  String epoch() throws SQLException {
    return text("SELECT epoch FROM spool");
  }

  long lastSequence() throws SQLException {
    return number("SELECT last_sequence FROM spool");
  }

  void setEpoch(String epoch) throws SQLException {
    update("UPDATE spool SET epoch = ?", epoch);
  }

  void setLastSequence(long sequence) throws SQLException {
    update("UPDATE spool SET last_sequence = ?", sequence);
  }

  SeriesTable definitions() throws SQLException, DamagedSpoolException {
    SeriesTable table = new SeriesTable();
    try (ResultSet rows = query("SELECT id, encoded FROM definition ORDER BY id")) {
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
    update("INSERT INTO definition VALUES (?, ?)", definition.getId(), definition.toByteArray());
  }

  void replaceDefinition(SeriesDefinition definition) throws SQLException {
    update(
        "UPDATE definition SET encoded = ? WHERE id = ?",
        definition.toByteArray(),
        definition.getId());
  }

  void addBatch(BatchRow row, byte[] encoded) throws SQLException {
    update(
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
        query(
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
        query("SELECT count(*), total(bytes) FROM batch WHERE sequence <= ?", through)) {
      row.next();
      return new Extent(row.getLong(1), (long) row.getDouble(2));
    }
  }

  void deleteBatches(long through) throws SQLException {
    update("DELETE FROM batch WHERE sequence <= ?", through);
  }

  void deleteBatch(long sequence) throws SQLException {
    update("DELETE FROM batch WHERE sequence = ?", sequence);
  }

  void deleteLosses(long through) throws SQLException {
    update("DELETE FROM loss WHERE last_sequence <= ?", through);
  }

  /**
   * Batches after a number, at most {@code limit} of them and a few MiB; a batch that is not what
   * was stored comes as an empty one.
   */
  List<StoredBatch> batches(long after, int limit) throws SQLException {
    List<StoredBatch> batches = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows =
        query(
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

  List<LossRow> losses(long after, int limit) throws SQLException {
    List<LossRow> losses = new ArrayList<>();
    try (ResultSet rows =
        query(
            "SELECT * FROM loss WHERE last_sequence > ? ORDER BY first_sequence LIMIT ?",
            after,
            limit)) {
      while (rows.next()) {
        losses.add(loss(rows));
      }
    }
    return losses;
  }

  /** The loss that was recorded last, or null. */
  @Nullable LossRow newestLoss() throws SQLException {
    try (ResultSet rows = query("SELECT * FROM loss ORDER BY id DESC LIMIT 1")) {
      return rows.next() ? loss(rows) : null;
    }
  }

  void addLoss(LostRange range) throws SQLException {
    update(
        "INSERT INTO loss (first_sequence, last_sequence, first_millis, last_millis, samples,"
            + " reason) VALUES (?, ?, ?, ?, ?, ?)",
        range.firstSequence(),
        range.lastSequence(),
        range.firstMillis(),
        range.lastMillis(),
        range.samples(),
        range.reason());
  }

  void replaceLoss(long id, LostRange range) throws SQLException {
    update("DELETE FROM loss WHERE id = ?", id);
    addLoss(range);
  }

  /** Lowers all batch numbers, inside the encoded batches as well. */
  void renumber(long by) throws SQLException, InvalidProtocolBufferException {
    update(
        "UPDATE loss SET first_sequence = max(1, first_sequence - ?),"
            + " last_sequence = last_sequence - ?",
        by,
        by);
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
      update(
          "UPDATE batch SET sequence = ?, bytes = ?, crc32c = ?, encoded = ? WHERE sequence = ?",
          row.sequence - by,
          renumbered.length,
          checksum(renumbered),
          renumbered,
          row.sequence);
    }
  }

  private static LossRow loss(ResultSet row) throws SQLException {
    return new LossRow(
        row.getLong(1),
        new LostRange(
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getString(7)));
  }

  private static long checksum(byte[] encoded) {
    CRC32C crc = new CRC32C();
    crc.update(encoded);
    return crc.getValue();
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (ResultSet row = query(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private String text(String sql) throws SQLException {
    try (ResultSet row = query(sql)) {
      String text = row.next() ? row.getString(1) : null;
      return text == null ? "" : text;
    }
  }

  private void update(String sql, Object... values) throws SQLException {
    bind(sql, values).executeUpdate();
  }

  private ResultSet query(String sql, Object... values) throws SQLException {
    return bind(sql, values).executeQuery();
  }

  private PreparedStatement bind(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is lost by it: what was committed is on disk, and the rest was never promised.
    }
  }

  /** A row of {@code batch} without its bytes. */
  record BatchRow(
      long sequence,
      long storedMillis,
      long firstMillis,
      long lastMillis,
      int samples,
      int bytes) {}

  record LossRow(long id, LostRange range) {}

  record Extent(long batches, long bytes) {}
}
