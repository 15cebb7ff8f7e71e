package io.rackproof.collector.access;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-in as the running collector uses it: who a session or token belongs to is answered from
 * memory, and what commands change on disk is noticed within {@link #LOOK_EVERY}. Thread safe.
 */
public final class Access implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** How old the time on disk may be at which a session was last seen. */
  private static final long SEEN_EVERY_MILLIS = 30_000;

  /** Passwords that are hashed at one time; each takes 19 MiB and some 50 ms. */
  private static final int MOST_HASHED = 2;

  private final SignInConfig config;
  private final AccessRegister register;
  private final AuditLog audit;
  private final Clock clock;
  private final Guesses guesses;
  private final Rates rates;
  private final Semaphore hashing = new Semaphore(MOST_HASHED);
  private final ScheduledExecutorService looks =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "access");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** When a session was last seen, as far as it is not in {@link #known}. */
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  private volatile Known known = new Known(Map.of(), Map.of(), Map.of(), Map.of());
  private long version = -1;

  /** All that is on disk. */
  private record Known(
      Map<String, Account> accounts,
      Map<String, SessionTable.Session> sessions,
      Map<String, ApiToken> tokens,
      Map<String, String> tokenHashes) {}

  private Access(SignInConfig config, AccessRegister register, AuditLog audit, Clock clock)
      throws IOException {
    this.config = config;
    this.register = register;
    this.audit = audit;
    this.clock = clock;
    this.guesses = new Guesses(clock);
    this.rates = new Rates(clock);
    reload();
  }

  /**
   * Opens accounts and audit log, and keeps looking at what commands change.
   *
   * @throws IOException when they cannot be had
   */
  public static Access start(SignInConfig config, Clock clock) throws IOException {
    AccessRegister register = AccessRegister.open(config.directory(), clock);
    try {
      AuditLog audit = AuditLog.open(config.directory(), clock);
      try {
        Access access = new Access(config, register, audit, clock);
        var unused =
            access.looks.scheduleWithFixedDelay(
                access::tryLook,
                LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        return access;
      } catch (IOException | RuntimeException e) {
        audit.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      register.close();
      throw e;
    }
  }

  private void tryLook() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      LOG.error("The accounts cannot be read: {}", e.getMessage());
    }
  }

  /** Takes what others have changed, and stores when sessions were seen. */
  void look() throws IOException {
    synchronized (this) {
      long now = register.dataVersion();
      if (now != version) {
        reload();
        version = now;
      }
    }
    long millis = clock.millis();
    for (SessionTable.Session session : known.sessions().values()) {
      long last = seen.getOrDefault(session.id(), session.seenMillis());
      if (isOver(session, millis)) {
        register.sessions().end(session.id());
        seen.remove(session.id());
        reload();
      } else if (last - session.seenMillis() >= SEEN_EVERY_MILLIS) {
        register.sessions().seen(session.id(), last);
        reload();
      }
    }
  }

  private synchronized void reload() throws IOException {
    Map<String, Account> accounts = new HashMap<>();
    register.accounts().forEach(account -> accounts.put(account.name(), account));
    Map<String, SessionTable.Session> sessions = new HashMap<>();
    register.sessions().all().forEach(session -> sessions.put(session.id(), session));
    Map<String, ApiToken> tokens = new HashMap<>();
    register.tokens().forEach(token -> tokens.put(token.id(), token));
    known = new Known(accounts, sessions, tokens, register.tokenHashes());
    seen.keySet().retainAll(sessions.keySet());
    listeners.forEach(Runnable::run);
  }

  /** Is run after accounts, sessions or tokens have changed. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  public void stopListening(Runnable listener) {
    listeners.remove(listener);
  }

  public AuditLog audit() {
    return audit;
  }

  /** False when nobody can sign in yet; the first who can is noticed at once. */
  public boolean hasAccounts() {
    if (known.accounts().values().stream().noneMatch(Account::isGood)) {
      tryLook();
    }
    return known.accounts().values().stream().anyMatch(Account::isGood);
  }

  /**
   * Whether a name stood for a user at a time, so that a signature under it was made by somebody
   * who had signed in.
   */
  public boolean wasUser(String name, long atMillis) {
    Account account = known.accounts().get(AccessRegister.normal(name));
    return account != null && account.createdMillis() <= atMillis;
  }

  /** Whose session this is; a session that is asked for lives on. */
  public Optional<Caller> session(String secret) {
    Optional<Caller> caller = session(secret.isEmpty() ? "" : Secrets.hash(secret), clock.millis());
    caller.ifPresent(c -> seen.put(c.id(), clock.millis()));
    return caller;
  }

  private Optional<Caller> session(String id, long now) {
    SessionTable.Session session = known.sessions().get(id);
    if (session == null || isOver(session, now)) {
      return Optional.empty();
    }
    return account(session.account())
        .map(a -> new Caller(a.name(), a.role(), Caller.Kind.SESSION, id));
  }

  private boolean isOver(SessionTable.Session session, long now) {
    long last = Math.max(session.seenMillis(), seen.getOrDefault(session.id(), 0L));
    return now - last >= config.idle().toMillis()
        || now - session.createdMillis() >= config.longest().toMillis();
  }

  private Optional<Account> account(String name) {
    return Optional.ofNullable(known.accounts().get(name)).filter(Account::isGood);
  }

  /** Whose token this is, at most what its user is; empty for one that is not good. */
  public Optional<Caller> token(String text) {
    Optional<TokenText> parsed = TokenText.parse(text);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    String hash = known.tokenHashes().getOrDefault(parsed.get().id(), "");
    return Secrets.same(hash, Secrets.hash(parsed.get().secret()))
        ? tokenById(parsed.get().id())
        : Optional.empty();
  }

  private Optional<Caller> tokenById(String id) {
    ApiToken token = known.tokens().get(id);
    if (token == null || !token.state(clock.millis()).equals("good")) {
      return Optional.empty();
    }
    if (token.account().isEmpty()) {
      String name = token.note().isEmpty() ? "token " + id : token.note();
      return Optional.of(new Caller(name, Role.METRICS, Caller.Kind.TOKEN, id));
    }
    return account(token.account())
        .map(a -> new Caller(a.name(), a.role().atMost(token.role()), Caller.Kind.TOKEN, id));
  }

  /** Why a token is not good, for the audit log. */
  public String objection(String text) {
    return TokenText.parse(text)
        .map(parsed -> known.tokens().get(parsed.id()))
        .map(token -> "token " + token.id() + " is " + token.state(clock.millis()))
        .filter(why -> !why.endsWith(" good"))
        .orElse("no such token");
  }

  /** Whether what a caller was recognised by is still as good as then. */
  public boolean isGood(Caller caller) {
    return (caller.kind() == Caller.Kind.SESSION
            ? session(caller.id(), clock.millis())
            : tokenById(caller.id()))
        .filter(caller::equals)
        .isPresent();
  }

  /** A page that is open keeps its session alive, if it is good; no longer than the longest. */
  public void reads(Caller caller) {
    if (caller.kind() == Caller.Kind.SESSION && isGood(caller)) {
      seen.put(caller.id(), clock.millis());
    }
  }

  /** Takes one request of a caller or an address; false when it made too many. */
  public boolean admit(String caller) {
    return rates.take(caller);
  }

  /**
   * Tries to sign in; takes as long for a name that is not there.
   *
   * @param address that the try comes from
   * @throws IOException when accounts cannot be read
   */
  public SignIn signIn(String typedName, String password, String address) throws IOException {
    String name = AccessRegister.normal(typedName);
    if (!hashing.tryAcquire()) {
      return new SignIn.Later(1);
    }
    try {
      long wait = guesses.take(name, address);
      if (wait > 0) {
        return new SignIn.Later((wait + 999) / 1000);
      }
      Optional<String> expected = register.password(name);
      boolean same =
          password.length() <= Passwords.MOST
              && Passwords.matches(password, expected.orElse(Passwords.OF_NOBODY));
      if (!same || expected.isEmpty()) {
        return new SignIn.Wrong();
      }
      String secret = Secrets.next();
      String id = Secrets.hash(secret);
      if (!register.sessions().begin(id, name, expected.get())) {
        return new SignIn.Wrong();
      }
      guesses.succeeded(name, address);
      return granted(secret, id);
    } finally {
      hashing.release();
    }
  }

  /**
   * Signs in whom an OpenID provider has recognised; the first time, a user is made.
   *
   * @throws IOException when accounts cannot be written
   */
  public SignIn signIn(ProviderUser user) throws IOException {
    String secret = Secrets.next();
    String id = Secrets.hash(secret);
    Optional<String> refused = register.provider().begin(user, id);
    return refused.isPresent() ? new SignIn.Refused(refused.get()) : granted(secret, id);
  }

  private SignIn granted(String secret, String id) throws IOException {
    reload();
    return session(id, clock.millis())
        .<SignIn>map(caller -> new SignIn.Granted(secret, caller))
        .orElseGet(SignIn.Wrong::new);
  }

  /** Ends a session. */
  public void signOut(Caller caller) throws IOException {
    if (caller.kind() == Caller.Kind.SESSION) {
      register.sessions().end(caller.id());
      reload();
    }
  }

  @Override
  public void close() throws IOException {
    looks.shutdownNow();
    try {
      boolean unused = looks.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    audit.close();
    register.close();
  }
}
