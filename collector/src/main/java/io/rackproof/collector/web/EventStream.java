package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.access.Caller;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One open stream of server-sent events. May be used from any thread; it is written on its own
 * event loop. A reader that does not keep up misses what is old anyway.
 */
final class EventStream {

  /** Keeps proxies from ending a quiet stream, and tells a page that the collector is there. */
  static final long HEARTBEAT_MILLIS = 10_000;

  private final Context context;
  private final HttpServerResponse response;
  private final Optional<Caller> caller;
  private final Viewer viewer;

  /** What a page has, by element id: only what changed is sent. */
  private final Map<String, String> sent = new HashMap<>();

  private EventStream(
      Context context, HttpServerResponse response, Optional<Caller> caller, Viewer viewer) {
    this.context = context;
    this.response = response;
    this.caller = caller;
    this.viewer = viewer;
  }

  /**
   * Answers a request with a stream.
   *
   * @param closed is run once nobody reads it any more
   */
  static EventStream open(
      Vertx vertx, RoutingContext request, Viewer viewer, Consumer<EventStream> closed) {
    HttpServerResponse response = request.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Content-Encoding", "identity")
        .write("retry: 2000\n\n");
    EventStream stream =
        new EventStream(vertx.getOrCreateContext(), response, Gate.caller(request), viewer);
    response.closeHandler(gone -> closed.accept(stream));
    response.exceptionHandler(broken -> closed.accept(stream));
    return stream;
  }

  /** Who reads it, where people sign in. */
  Optional<Caller> caller() {
    return caller;
  }

  /** For whom pages in it are made. */
  Viewer viewer() {
    return viewer;
  }

  static String frame(String event, String oneLine) {
    return "event: " + event + "\ndata: " + oneLine + "\n\n";
  }

  void send(String frame) {
    context.runOnContext(
        v -> {
          if (isWritable()) {
            response.write(frame);
          }
        });
  }

  /** Sends the parts of a page that differ from those sent before. */
  void sendChanged(Map<String, String> fragments) {
    context.runOnContext(v -> writeChanged(fragments));
  }

  private void writeChanged(Map<String, String> fragments) {
    if (!isWritable()) {
      return;
    }
    ObjectNode changed = Answers.object();
    fragments.forEach(
        (id, html) -> {
          if (!html.equals(sent.put(id, html))) {
            changed.put(id, html);
          }
        });
    if (!changed.isEmpty()) {
      response.write(frame("parts", Answers.text(changed)));
    }
  }

  private boolean isWritable() {
    return !response.closed() && !response.ended() && !response.writeQueueFull();
  }

  /** Tells that the collector is there, and the gate that somebody is who reads it. */
  void heartbeat(Gate gate) {
    if (!response.closed() && !response.ended()) {
      gate.reads(caller);
    }
    send(": alive\n\n");
  }

  void end() {
    context.runOnContext(
        v -> {
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        });
  }
}
