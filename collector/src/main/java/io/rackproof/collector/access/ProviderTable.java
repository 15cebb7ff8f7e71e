package io.rackproof.collector.access;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * Which person of an OpenID provider is which account. An account is one person's, and a person has
 * one account: a name that is somebody else's here is never taken over.
 */
final class ProviderTable {

  static final String LAYOUT =
      "CREATE TABLE IF NOT EXISTS provider_user (issuer TEXT NOT NULL, subject TEXT NOT NULL,"
          + " account TEXT NOT NULL UNIQUE, PRIMARY KEY (issuer, subject)) WITHOUT ROWID";

  /** What may stand in a command that people copy. */
  private static final String PLAIN = "[A-Za-z0-9._@|:=+-]+";

  private final Database database;
  private final SessionTable sessions;
  private final Clock clock;

  ProviderTable(Database database, SessionTable sessions, Clock clock) {
    this.database = database;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Begins a session of a person, with the role that the provider gives now; another role than
   * before ends the person's other sessions. Who comes for the first time gets an account.
   *
   * @return why there is no session, in a sentence for the person; empty when there is
   */
  Optional<String> begin(ProviderUser user, String sessionId) throws IOException {
    return database.transaction(
        () -> {
          Optional<String> known = account(user.issuer(), user.subject());
          String name = known.orElse(AccessRegister.normal(user.name()));
          Optional<String> refused =
              known.isPresent() ? update(name, user.role()) : make(name, user);
          if (refused.isEmpty()) {
            sessions.insert(sessionId, name);
          }
          return refused;
        });
  }

  private Optional<String> account(String issuer, String subject) throws SQLException {
    return database
        .query(
            "SELECT account FROM provider_user WHERE issuer = ? AND subject = ?",
            row -> row.getString(1),
            issuer,
            subject)
        .stream()
        .findFirst();
  }

  private Optional<String> update(String name, Role role) throws SQLException {
    Optional<Account> account = AccessRegister.find(database, name).filter(Account::isGood);
    if (account.isEmpty()) {
      return Optional.of("the user " + name + ", who you were here, was removed");
    }
    if (account.get().role() != role) {
      database.update("UPDATE account SET role = ? WHERE name = ?", role.name(), name);
      sessions.endAll(name);
    }
    return Optional.empty();
  }

  private Optional<String> make(String name, ProviderUser user) throws SQLException {
    if (!AccessRegister.isName(name)) {
      return Optional.of(
          "'"
              + name
              + "' cannot stand under what is done here: a name has 1 to 63 letters, digits, '.',"
              + " '_', '-' or '@'");
    }
    Optional<Account> same = AccessRegister.find(database, name);
    if (same.isPresent()) {
      return Optional.of(
          "there "
              + (same.get().isGood() ? "is" : "was")
              + " another user "
              + name
              + " here, whose name stands under what was done. If that is you, whoever runs the"
              + " collector can say so: rackproof user link "
              + name
              + " --subject "
              + (user.subject().matches(PLAIN) ? user.subject() : "…"));
    }
    database.update(
        "INSERT INTO account (name, role, created) VALUES (?,?,?)",
        name,
        user.role().name(),
        clock.millis());
    insert(name, user.issuer(), user.subject());
    return Optional.empty();
  }

  private void insert(String name, String issuer, String subject) throws SQLException {
    database.update(
        "INSERT INTO provider_user (issuer, subject, account) VALUES (?,?,?)",
        issuer,
        subject,
        name);
  }

  /**
   * Makes an account a person's, within a transaction.
   *
   * @return why not, in words; empty when it is done
   */
  Optional<String> link(String name, String issuer, String subject) throws SQLException {
    Optional<String> other = account(issuer, subject);
    if (other.isPresent()) {
      return Optional.of("this person is the user " + other.get() + " already");
    }
    if (AccessRegister.find(database, name).filter(Account::ofProvider).isPresent()) {
      return Optional.of("the user " + name + " is another person of a provider already");
    }
    insert(name, issuer, subject);
    return Optional.empty();
  }
}
