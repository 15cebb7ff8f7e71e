package io.rackproof.collector.identity;

import io.rackproof.collector.ingest.AgentIdentities;
import io.rackproof.collector.ingest.RefusedRequestException;
import io.rackproof.identity.KeyPairs;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register as the running collector uses it: its own certificate, which it renews, who is good,
 * and requests, one after the other on a thread of their own. What commands change in the register
 * is noticed within {@link #LOOK_EVERY}.
 */
public final class Identities implements AgentIdentities, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** Requests that may wait; each takes a few milliseconds. */
  private static final int QUEUE = 256;

  private final IdentityConfig config;
  private final AgentRegister register;
  private final Clock clock;
  private final ThreadPoolExecutor requests;
  private final ScheduledExecutorService looks;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<String, Issued> known = Map.of();
  private volatile Credentials credentials;
  private long seen = -1;

  private Identities(IdentityConfig config, AgentRegister register, Clock clock)
      throws IOException {
    this.config = config;
    this.register = register;
    this.clock = clock;
    this.credentials = newCredentials();
    requests =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            work -> thread(work, "certificates"));
    looks = new ScheduledThreadPoolExecutor(1, work -> thread(work, "register"));
    look();
  }

  /**
   * Opens the register and keeps looking at it.
   *
   * @throws IOException when the register cannot be had
   */
  public static Identities start(IdentityConfig config, Clock clock) throws IOException {
    AgentRegister register = AgentRegister.open(config.directory(), clock);
    try {
      Identities identities = new Identities(config, register, clock);
      var unused =
          identities.looks.scheduleWithFixedDelay(
              identities::tryLook,
              LOOK_EVERY.toMillis(),
              LOOK_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
      LOG.info(
          "The authority of agents has the fingerprint {}; {} certificates are known.",
          register.fingerprint(),
          identities.known.size());
      return identities;
    } catch (IOException | RuntimeException e) {
      register.close();
      throw e;
    }
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void tryLook() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      LOG.error("The register of agents cannot be read: {}", e.getMessage());
    }
  }

  /** Takes what others have changed, and renews the collector's own certificate when it is time. */
  synchronized void look() throws IOException {
    X509Certificate own = credentials.chain().get(0);
    if (!clock.instant().isBefore(renewAt(own))) {
      credentials = newCredentials();
      LOG.info(
          "The collector's certificate was renewed; it is good until {}.",
          credentials.chain().get(0).getNotAfter().toInstant());
    }
    long version = register.dataVersion();
    if (version != seen) {
      reload();
      seen = version;
    }
  }

  private synchronized void reload() throws IOException {
    Map<String, Issued> before = known;
    Map<String, Issued> now = new HashMap<>();
    register.certificates().forEach(issued -> now.put(issued.serial(), issued));
    known = now;
    boolean revoked = false;
    for (Issued issued : now.values()) {
      Issued old = before.get(issued.serial());
      if (issued.revocation().isPresent() && old != null && old.revocation().isEmpty()) {
        revoked = true;
        LOG.warn(
            "Certificate {} of agent {} was revoked: {}.",
            issued.serial(),
            issued.name(),
            issued.revocation().get().reason());
      }
    }
    if (revoked) {
      listeners.forEach(Runnable::run);
    }
  }

  private Credentials newCredentials() throws IOException {
    KeyPair keys = KeyPairs.generate();
    Authority authority = register.authority();
    X509Certificate own =
        authority.forCollector(keys.getPublic(), config.names(), clock.instant(), config.life());
    return new Credentials(keys.getPrivate(), List.of(own, authority.certificate()));
  }

  private Instant renewAt(X509Certificate own) {
    return own.getNotAfter().toInstant().minus(config.life().dividedBy(3));
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public Optional<String> objection(X509Certificate certificate) {
    String serial = Certificates.serial(certificate);
    Issued issued = known.get(serial);
    if (issued == null) {
      return Optional.of("certificate " + serial + " is not in the collector's register");
    }
    return issued
        .revocation()
        .map(
            revoked ->
                "certificate "
                    + serial
                    + " of "
                    + issued.name()
                    + " was revoked at "
                    + Instant.ofEpochMilli(revoked.millis())
                    + ": "
                    + revoked.reason());
  }

  /** For each agent that has a good certificate, the one that expires last. */
  public Collection<Issued> good() {
    Map<String, Issued> byName = new HashMap<>();
    long now = clock.millis();
    for (Issued issued : known.values()) {
      if (issued.revocation().isEmpty() && issued.notAfterMillis() > now) {
        byName.merge(
            issued.name(), issued, (a, b) -> a.notAfterMillis() > b.notAfterMillis() ? a : b);
      }
    }
    return byName.values();
  }

  /** When the first agent can send no more, unless it renews; NaN without one. */
  public double firstExpiryMillis() {
    return good().stream().mapToDouble(Issued::notAfterMillis).min().orElse(Double.NaN);
  }

  @Override
  public CompletionStage<List<X509Certificate>> enrol(Enrolment enrolment) {
    return answer(
        enrolment.toString(),
        () ->
            register.enrol(
                enrolment.tokenId(),
                enrolment.secret(),
                enrolment.certificateRequest().toByteArray(),
                config.life()));
  }

  @Override
  public CompletionStage<List<X509Certificate>> renew(X509Certificate presented, byte[] request) {
    return answer(
        "renewal of " + Certificates.serial(presented),
        () -> register.renew(presented, request, config.life()));
  }

  private interface Request {
    Answer.Granted grant() throws IOException, RefusedRequestException;
  }

  private CompletionStage<List<X509Certificate>> answer(String what, Request request) {
    CompletableFuture<List<X509Certificate>> answer = new CompletableFuture<>();
    try {
      requests.execute(() -> grant(what, request, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new IOException("too many requests wait; try again later", e));
    }
    return answer;
  }

  /** Each request leaves one line in the log, whatever becomes of it. */
  private void grant(
      String what, Request request, CompletableFuture<List<X509Certificate>> answer) {
    try {
      Answer.Granted granted = request.grant();
      reload();
      X509Certificate certificate = granted.certificate();
      Issued issued = known.get(Certificates.serial(certificate));
      LOG.info(
          "Certificate {} was issued{} for {}: agent {}, racks {}, good until {}.",
          Certificates.serial(certificate),
          granted.repeated() ? " again" : "",
          what,
          issued == null ? "?" : issued.name(),
          issued == null ? List.of() : issued.racks(),
          certificate.getNotAfter().toInstant());
      answer.complete(List.of(certificate, register.authority().certificate()));
    } catch (RefusedRequestException e) {
      LOG.warn("No certificate for {}: {}", what, e.getMessage());
      answer.completeExceptionally(e);
    } catch (IOException | RuntimeException e) {
      LOG.error("No certificate for {}: {}", what, e.toString());
      answer.completeExceptionally(e);
    }
  }

  @Override
  public void onRevocation(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() throws IOException {
    looks.shutdownNow();
    requests.shutdown();
    try {
      boolean unused =
          looks.awaitTermination(5, TimeUnit.SECONDS)
              && requests.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    register.close();
  }
}
