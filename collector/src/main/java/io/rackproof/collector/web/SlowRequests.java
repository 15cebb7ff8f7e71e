package io.rackproof.collector.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections that do not get on: one that has asked nothing whole for a time, whether it is
 * silent or sends a header byte by byte, and one whose body takes too long. A connection that is
 * being answered, as by server-sent events, is left alone. No more than so many are open.
 */
final class SlowRequests {

  private static final String BODY = "body-timer";

  private final Vertx vertx;
  private final Gate gate;
  private final Limits limits;
  private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();

  /**
   * @param head how long a connection may go without asking something
   * @param body how long a body may take
   * @param connections that are open at one time
   */
  record Limits(Duration head, Duration body, int connections) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 1_000);
  }

  private static final class State {
    private int asked;
    private boolean answered;
    private long timer;
  }

  SlowRequests(Vertx vertx, Gate gate, Limits limits) {
    this.vertx = vertx;
    this.gate = gate;
    this.limits = limits;
  }

  void opened(HttpConnection connection) {
    if (open.size() >= limits.connections()) {
      gate.noteRefused(from(connection), "", 0, "too many connections");
      var unused = connection.close();
      return;
    }
    State state = new State();
    open.put(connection, state);
    connection.closeHandler(
        closed -> {
          open.remove(connection);
          synchronized (state) {
            vertx.cancelTimer(state.timer);
          }
        });
    await(connection, state);
  }

  private void await(HttpConnection connection, State state) {
    synchronized (state) {
      state.timer =
          vertx.setTimer(
              limits.head().toMillis(), timer -> end(connection, state, "no whole request came"));
    }
  }

  private void end(HttpConnection connection, State state, String why) {
    synchronized (state) {
      if (state.asked > 0) {
        return;
      }
      // One that was answered and then kept quiet did nothing wrong.
      if (!state.answered) {
        gate.noteRefused(from(connection), "", 0, why);
      }
    }
    var unused = connection.close();
  }

  /** The first of all handlers. */
  void asked(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    @Nullable State state = open.get(connection);
    if (state != null) {
      synchronized (state) {
        state.asked++;
        vertx.cancelTimer(state.timer);
      }
      context.addEndHandler(
          ended -> {
            synchronized (state) {
              state.asked--;
              state.answered = true;
              if (state.asked > 0 || !open.containsKey(connection)) {
                return;
              }
            }
            await(connection, state);
          });
    }
    if (!context.request().method().equals(HttpMethod.GET)
        && !RemoteWriteApi.PATH.equals(context.request().path())) {
      long timer =
          vertx.setTimer(
              limits.body().toMillis(),
              late -> {
                gate.noteRefused(
                    from(connection),
                    context.request().method() + " " + context.request().path(),
                    408,
                    "the body did not come");
                var unused = connection.close();
              });
      context.put(BODY, timer);
      context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }
    context.next();
  }

  /** After the body was read. */
  void read(RoutingContext context) {
    @Nullable Long timer = context.get(BODY);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    context.next();
  }

  private static String from(HttpConnection connection) {
    return connection.remoteAddress() == null
        ? ""
        : String.valueOf(connection.remoteAddress().hostAddress());
  }
}
