package io.rackproof.collector.access;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Accounts, sessions and tokens on disk. The running collector and the commands of people open it
 * at the same time; what one changes the other sees. A change of password or role, and a removal,
 * end the sessions of the account in the same transaction. Thread safe.
 */
public final class AccessRegister implements AutoCloseable {

  private static final int VERSION = 1;

  private static final String[] LAYOUT = {
    "CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT,"
        + " created INTEGER NOT NULL, removed INTEGER) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, account TEXT NOT NULL,"
        + " created INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS token (id TEXT PRIMARY KEY, secret TEXT NOT NULL,"
        + " note TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL,"
        + " created INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER) WITHOUT ROWID",
    ProviderTable.LAYOUT
  };

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

  private static final int TOKEN_ID_BYTES = 6;

  private final Database database;
  private final Clock clock;
  private final SessionTable sessions;
  private final ProviderTable provider;

  private AccessRegister(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.sessions = new SessionTable(database, clock);
    this.provider = new ProviderTable(database, sessions, clock);
  }

  /**
   * Opens it.
   *
   * @throws IOException when the directory cannot be written
   */
  public static AccessRegister open(Path directory, Clock clock) throws IOException {
    return new AccessRegister(Database.open(directory, "access.sqlite", VERSION, LAYOUT), clock);
  }

  long dataVersion() throws IOException {
    return database.dataVersion();
  }

  /** The name as it is kept; what people type may have capitals and spaces around it. */
  static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Makes an account.
   *
   * @param password empty for one that has tokens alone
   * @throws IllegalArgumentException for a name that is none or taken, a role that no person has,
   *     or a password that is too short, in words
   */
  public void add(String name, Role role, Optional<String> password) throws IOException {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a name has 1 to 63 small letters, digits, '.', '_', '-' or '@', not '" + name + "'");
    }
    checkRole(role);
    password.ifPresent(Passwords::check);
    Optional<String> hash = password.map(Passwords::hash);
    Optional<Account> taken =
        database.transaction(
            () -> {
              Optional<Account> same = find(name);
              if (same.isEmpty()) {
                database.update(
                    "INSERT INTO account (name, role, password, created) VALUES (?,?,?,?)",
                    name,
                    role.name(),
                    hash.orElse(null),
                    clock.millis());
              }
              return same;
            });
    if (taken.isPresent()) {
      throw new IllegalArgumentException(
          taken.get().isGood()
              ? "there is a user '" + name + "' already"
              : "there was a user '"
                  + name
                  + "', whose name stands under what was done: choose another");
    }
  }

  private static void checkRole(Role role) {
    if (role == Role.METRICS) {
      throw new IllegalArgumentException("a person's role is one of " + Role.ofPeople());
    }
  }

  /** All accounts by name, with those that were removed. */
  public List<Account> accounts() throws IOException {
    return database.read(() -> database.query(ACCOUNT + " ORDER BY name", AccessRegister::account));
  }

  private static final String ACCOUNT =
      "SELECT name, role, password IS NOT NULL,"
          + " EXISTS (SELECT 1 FROM provider_user WHERE account = name), created, removed"
          + " FROM account";

  private Optional<Account> find(String name) throws SQLException {
    return find(database, name);
  }

  static Optional<Account> find(Database database, String name) throws SQLException {
    return database.query(ACCOUNT + " WHERE name = ?", AccessRegister::account, name).stream()
        .findFirst();
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString(1),
        Role.valueOf(row.getString(2)),
        row.getBoolean(3),
        row.getBoolean(4),
        row.getLong(5),
        Database.millis(row, 6));
  }

  /**
   * Gives an account another role.
   *
   * @return false when there is no such account
   */
  public boolean setRole(String name, Role role) throws IOException {
    checkRole(role);
    return change(
        name, "UPDATE account SET role = ? WHERE name = ? AND removed IS NULL", role.name(), name);
  }

  /**
   * Gives an account another password.
   *
   * @return false when there is no such account
   * @throws IllegalArgumentException when it is too short
   */
  public boolean setPassword(String name, String password) throws IOException {
    Passwords.check(password);
    return change(
        name,
        "UPDATE account SET password = ? WHERE name = ? AND removed IS NULL",
        Passwords.hash(password),
        name);
  }

  /**
   * Removes an account and revokes its tokens; its name stays taken.
   *
   * @return false when there is no such account
   */
  public boolean remove(String name) throws IOException {
    long now = clock.millis();
    return database.transaction(
        () -> {
          database.update(
              "UPDATE token SET revoked = ? WHERE account = ? AND revoked IS NULL", now, name);
          return changed(
              name,
              "UPDATE account SET removed = ?, password = NULL WHERE name = ? AND removed IS NULL",
              now,
              name);
        });
  }

  private boolean change(String name, String sql, Object... values) throws IOException {
    return database.transaction(() -> changed(name, sql, values));
  }

  private boolean changed(String name, String sql, Object... values) throws SQLException {
    boolean done = database.update(sql, values) > 0;
    if (done) {
      database.update("DELETE FROM session WHERE account = ?", name);
    }
    return done;
  }

  /** The hash of the password of an account that may sign in. */
  Optional<String> password(String name) throws IOException {
    return database.read(
        () ->
            database
                .query(
                    "SELECT password FROM account WHERE name = ? AND removed IS NULL"
                        + " AND password IS NOT NULL",
                    row -> row.getString(1),
                    name)
                .stream()
                .findFirst());
  }

  /**
   * Ends the sessions of all users.
   *
   * @return how many there were
   */
  public int endSessions() throws IOException {
    return database.transaction(() -> database.update("DELETE FROM session"));
  }

  SessionTable sessions() {
    return sessions;
  }

  ProviderTable provider() {
    return provider;
  }

  /**
   * Lets a person of an OpenID provider sign in as a user that is there already.
   *
   * @param subject as the provider calls the person
   * @return false when there is no such user
   * @throws IllegalArgumentException when either is another's already, in words
   */
  public boolean link(String name, String issuer, String subject) throws IOException {
    Optional<String> refused =
        database.transaction(
            () ->
                find(name).filter(Account::isGood).isEmpty()
                    ? Optional.of("")
                    : provider.link(name, issuer, subject));
    if (refused.isPresent() && !refused.get().isEmpty()) {
      throw new IllegalArgumentException(refused.get());
    }
    return refused.isEmpty();
  }

  /**
   * Makes a token, which is kept as a hash alone.
   *
   * @param account whose it is; empty for one that reads metrics alone
   * @return its text
   * @throws IllegalArgumentException when there is no such account, or the role is more than its
   *     own
   */
  public String createToken(String account, Role role, String note, Duration valid)
      throws IOException {
    if (account.isEmpty() != (role == Role.METRICS)) {
      throw new IllegalArgumentException(
          "a token reads metrics and is nobody's, or has a user and a role");
    }
    String id = HexFormat.of().formatHex(Secrets.bytes(TOKEN_ID_BYTES));
    String secret = Secrets.next();
    long now = clock.millis();
    Optional<String> refused =
        database.transaction(
            () -> {
              Optional<Account> owner = find(account).filter(Account::isGood);
              if (owner.isEmpty() && role != Role.METRICS) {
                return Optional.of("there is no user '" + account + "'");
              }
              if (owner.isPresent() && !owner.get().role().includes(role)) {
                return Optional.of(
                    account
                        + " is "
                        + owner.get().role().label()
                        + ": a token cannot be more than its user");
              }
              database.update(
                  "INSERT INTO token (id, secret, note, account, role, created, expires)"
                      + " VALUES (?,?,?,?,?,?,?)",
                  id,
                  Secrets.hash(secret),
                  note,
                  account,
                  role.name(),
                  now,
                  now + valid.toMillis());
              return Optional.empty();
            });
    if (refused.isPresent()) {
      throw new IllegalArgumentException(refused.get());
    }
    return TokenText.of(id, secret);
  }

  /** All tokens, the newest last. */
  public List<ApiToken> tokens() throws IOException {
    return database.read(
        () ->
            database.query(
                "SELECT id, note, account, role, created, expires, revoked FROM token"
                    + " ORDER BY created, id",
                row ->
                    new ApiToken(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Role.valueOf(row.getString(4)),
                        row.getLong(5),
                        row.getLong(6),
                        Database.millis(row, 7))));
  }

  /** The hash of each token's secret by its id. */
  Map<String, String> tokenHashes() throws IOException {
    Map<String, String> hashes = new HashMap<>();
    database.read(
        () ->
            database.query(
                "SELECT id, secret FROM token",
                row -> hashes.put(row.getString(1), row.getString(2))));
    return hashes;
  }

  /**
   * Revokes a token.
   *
   * @return false when there is none of this id that is good
   */
  public boolean revokeToken(String id) throws IOException {
    return database.transaction(
            () ->
                database.update(
                    "UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL",
                    clock.millis(),
                    id))
        > 0;
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
