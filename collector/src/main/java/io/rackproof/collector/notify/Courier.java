package io.rackproof.collector.notify;

import io.rackproof.collector.notify.NotifyTarget.Form;
import io.rackproof.collector.notify.Outbox.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one target what waits for it, the oldest first, each at least once. {@link #round} is
 * called by one thread; {@link #status} by any.
 */
public final class Courier {

  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  private static final long IDLE_MILLIS = 500;
  private static final long FIRST_BACK_OFF_MILLIS = 1_000;
  private static final long MOST_BACK_OFF_MILLIS = 5 * 60_000;

  /** What goes on is told to an Alertmanager this often, else it takes it for over. */
  private static final long REPEAT_MILLIS = 60_000;

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String ALERTS = "/api/v2/alerts";

  private final NotifyTarget target;
  private final Outbox outbox;
  private final Messages messages;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(DEADLINE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private long backOffMillis;
  private long repeatedMillis;

  /**
   * How a target does.
   *
   * @param sent notices that it took
   * @param failedRequests that have to be sent again
   * @param refused notices that it refused for good
   * @param dropped notices that were given up because too many waited
   * @param waiting notices that it has not got yet
   */
  public record Status(long sent, long failedRequests, long refused, long dropped, long waiting) {}

  /**
   * @param page address of the collector's pages; empty when it is not known
   * @param software names this program to the target
   */
  public Courier(NotifyTarget target, Outbox outbox, String page, String software, Clock clock) {
    this.target = target;
    this.outbox = outbox;
    this.messages = new Messages(page, software);
    this.clock = clock;
  }

  /** What its configuration calls it. */
  public String name() {
    return target.name();
  }

  /**
   * Sends one notice, if any waits.
   *
   * @return milliseconds until the next round
   */
  public long round() throws InterruptedException {
    try {
      Optional<Waiting> next = outbox.next(target.name());
      if (next.isPresent()) {
        send(next.get());
        return 0;
      }
      repeat();
      return IDLE_MILLIS;
    } catch (IOException e) {
      failed.increment();
      if (backOffMillis == 0) {
        log.warn("{} cannot be told; notices wait and are sent later: {}", target, e.getMessage());
      }
      backOffMillis =
          Math.min(MOST_BACK_OFF_MILLIS, Math.max(FIRST_BACK_OFF_MILLIS, backOffMillis * 2));
      return backOffMillis;
    }
  }

  private void send(Waiting waiting) throws IOException, InterruptedException {
    Notice notice = waiting.notice();
    boolean taken =
        target.form() == Form.WEBHOOK
            ? post(target.url(), messages.webhook(notice, waiting.number()), waiting)
            : alerts(List.of(notice));
    (taken ? sent : refused).increment();
    outbox.done(waiting.number());
  }

  /** What goes on is told again; it may not be told for a while when the target is away. */
  private void repeat() throws IOException, InterruptedException {
    long now = clock.millis();
    if (target.form() != Form.ALERTMANAGER || now - repeatedMillis < REPEAT_MILLIS) {
      return;
    }
    List<Notice> going =
        outbox.going().values().stream().filter(n -> target.events().contains(n.event())).toList();
    if (!going.isEmpty()) {
      boolean unused = alerts(going);
    }
    repeatedMillis = now;
  }

  private boolean alerts(Collection<Notice> notices) throws IOException, InterruptedException {
    String base = target.url().toString();
    URI url =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + ALERTS);
    return post(url, messages.alerts(notices, target, clock.millis()), null);
  }

  /**
   * @return false when the target refused it for good
   * @throws IOException when it is to be sent again
   */
  private boolean post(URI url, byte[] body, @Nullable Waiting delivery)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    if (delivery != null) {
      request
          .header("Rackproof-Event", delivery.notice().event().label())
          .header("Rackproof-Delivery", Long.toString(delivery.number()));
    }
    if (!target.secret().isEmpty()) {
      request.header(
          "Rackproof-Signature", Messages.signature(target.secret(), clock.millis(), body));
    }
    int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status / 100 == 2) {
      if (backOffMillis > 0) {
        log.info("{} is told again", target);
      }
      backOffMillis = 0;
      return true;
    }
    if (status / 100 == 4 && status != 408 && status != 429 && status != 401 && status != 403) {
      log.warn("{} refuses a notice with status {}: it will not get it", target, status);
      return false;
    }
    throw new IOException("it answers with status " + status);
  }

  /** How it does. */
  public Status status() {
    long waiting;
    try {
      waiting = outbox.waiting(target.name());
    } catch (IOException e) {
      waiting = -1;
    }
    return new Status(
        sent.sum(), failed.sum(), refused.sum(), outbox.dropped(target.name()), waiting);
  }
}
