package io.rackproof.collector.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Tokens and certificates in one SQLite file, which the running collector and the commands of
 * people share. Each transaction is durable when it returns. Thread safe.
 */
final class RegisterTables implements AutoCloseable {

  private static final int VERSION = 1;

  private static final String[] CREATE = {
    "CREATE TABLE IF NOT EXISTS token (id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL,"
        + " name TEXT NOT NULL, racks TEXT NOT NULL, created INTEGER NOT NULL,"
        + " expires INTEGER NOT NULL, used INTEGER, revoked INTEGER) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS certificate (serial TEXT PRIMARY KEY, name TEXT NOT NULL,"
        + " racks TEXT NOT NULL, token TEXT, key_hash TEXT NOT NULL, der BLOB NOT NULL,"
        + " issued INTEGER NOT NULL, not_after INTEGER NOT NULL, revoked INTEGER, reason TEXT)",
    "CREATE INDEX IF NOT EXISTS certificate_name ON certificate (name)"
  };

  /** Work within a transaction. */
  interface Work<T> {
    T run() throws SQLException, IOException;
  }

  private final Path file;
  private final Connection connection;

  private RegisterTables(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static RegisterTables open(Path file) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      RegisterTables tables = new RegisterTables(file, connection);
      try {
        tables.create();
        return tables;
      } catch (SQLException | IOException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private void create() throws SQLException, IOException {
    long version = pragma("user_version");
    if (version > VERSION) {
      throw new IOException(
          file + " was written by a newer collector (layout " + version + "): update this one");
    }
    try (Statement statement = connection.createStatement()) {
      for (String table : CREATE) {
        statement.execute(table);
      }
      statement.execute("PRAGMA user_version = " + VERSION);
    }
  }

  /** Changes whenever another process has committed something. */
  synchronized long dataVersion() throws IOException {
    try {
      return pragma("data_version");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private long pragma(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.getLong(1);
    }
  }

  /**
   * Runs one durable transaction that no other process interrupts.
   *
   * @throws IOException when nothing of it was stored
   */
  synchronized <T> T transaction(Work<T> work) throws IOException {
    boolean committed = false;
    try {
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.run();
        execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollback();
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private IOException failed(SQLException e) {
    return new IOException("cannot use " + file + ": " + e.getMessage(), e);
  }

  private void rollback() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // After some errors, such as a full disk, SQLite has rolled back by itself.
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void addToken(Token token, String secretHash) throws SQLException {
    update(
        "INSERT INTO token (id, secret_hash, name, racks, created, expires) VALUES (?,?,?,?,?,?)",
        token.id(),
        secretHash,
        token.name(),
        join(token.racks()),
        token.createdMillis(),
        token.expiresMillis());
  }

  void useToken(String id, long millis) throws SQLException {
    update("UPDATE token SET used = ? WHERE id = ?", millis, id);
  }

  int revokeTokens(String where, String value, long millis) throws SQLException {
    return update(
        "UPDATE token SET revoked = ? WHERE used IS NULL AND revoked IS NULL AND expires > ? AND "
            + where
            + " = ?",
        millis,
        millis,
        value);
  }

  Optional<String> secretHash(String id) throws SQLException {
    return first("SELECT secret_hash FROM token WHERE id = ?", row -> row.getString(1), id);
  }

  List<Token> tokens(@Nullable String id) throws SQLException {
    return query(
        "SELECT id, name, racks, created, expires, used, revoked FROM token"
            + " WHERE ? IS NULL OR id = ? ORDER BY created",
        row ->
            new Token(
                row.getString(1),
                row.getString(2),
                split(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                millis(row, 6),
                millis(row, 7)),
        id,
        id);
  }

  void addCertificate(Issued issued, @Nullable String token, String keyHash, byte[] der)
      throws SQLException {
    update(
        "INSERT INTO certificate (serial, name, racks, token, key_hash, der, issued, not_after)"
            + " VALUES (?,?,?,?,?,?,?,?)",
        issued.serial(),
        issued.name(),
        join(issued.racks()),
        token,
        keyHash,
        der,
        issued.issuedMillis(),
        issued.notAfterMillis());
  }

  /** The certificate that a token and a key were turned into. */
  Optional<byte[]> issuedFor(String token, String keyHash) throws SQLException {
    return first(
        "SELECT der FROM certificate WHERE token = ? AND key_hash = ?",
        row -> row.getBytes(1),
        token,
        keyHash);
  }

  int revokeCertificates(String name, long millis, String reason) throws SQLException {
    return update(
        "UPDATE certificate SET revoked = ?, reason = ?"
            + " WHERE name = ? AND revoked IS NULL AND not_after > ?",
        millis,
        reason,
        name,
        millis);
  }

  /** All that expire after a time, the newest last. */
  List<Issued> certificates(long afterMillis) throws SQLException {
    return query(
        "SELECT serial, name, racks, issued, not_after, revoked, reason FROM certificate"
            + " WHERE not_after > ? ORDER BY name, issued, serial",
        row ->
            new Issued(
                row.getString(1),
                row.getString(2),
                split(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                revocation(row)),
        afterMillis);
  }

  private static Optional<Issued.Revocation> revocation(ResultSet row) throws SQLException {
    OptionalLong at = millis(row, 6);
    String reason = row.getString(7);
    return at.isPresent()
        ? Optional.of(new Issued.Revocation(at.getAsLong(), reason == null ? "" : reason))
        : Optional.empty();
  }

  private static OptionalLong millis(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Rack ids hold no comma. */
  private static String join(Set<String> racks) {
    return String.join(",", racks.stream().sorted().toList());
  }

  private static Set<String> split(String racks) {
    return Set.of(racks.split(",", -1));
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> Optional<T> first(String sql, Reader<T> reader, Object... values)
      throws SQLException {
    return query(sql, reader, values).stream().findFirst();
  }

  private <T> List<T> query(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(reader.read(row));
        }
      }
      return found;
    }
  }

  private int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
