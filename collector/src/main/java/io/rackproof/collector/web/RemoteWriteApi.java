package io.rackproof.collector.web;

import io.rackproof.collector.remotewrite.BadRequestException;
import io.rackproof.collector.remotewrite.LaterException;
import io.rackproof.collector.remotewrite.Protocol;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.remotewrite.WriteAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/write}: Prometheus remote write 1.0 and 2.0. The token is looked at before
 * the body is read. 204 when all was taken; 400 when some samples were refused for good, which the
 * specification asks for and which no sender repeats: the others are stored; 429 and 503 with
 * {@code Retry-After} when the same request is welcome later.
 */
final class RemoteWriteApi {

  static final String PATH = "/api/v1/write";

  private static final String SENDER = "remote-write-sender";
  private static final String PROTOCOL = "remote-write-protocol";
  private static final String WRITTEN = "X-Prometheus-Remote-Write-";
  private static final String BEARER = "Bearer ";

  /** A sender that went away in the middle of a body must not keep its place. */
  private static final long MOST_BODY_MILLIS = 60_000;

  private final RemoteWriteReceiver receiver;

  RemoteWriteApi(WebParts parts) {
    this.receiver = parts.remoteWrite();
  }

  void route(Router router) {
    router.post(PATH).handler(this::admit);
    router
        .post(PATH)
        .handler(BodyHandler.create(false).setBodyLimit(RemoteWriteReceiver.MOST_BODY_BYTES));
    router.post(PATH).blockingHandler(this::take, false);
  }

  private void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!receiver.isConfigured()) {
      throw early(context, 404, "no sender is configured: see 'remote-write' of collector.yaml");
    }
    @Nullable String authorization = request.getHeader("Authorization");
    Optional<String> sender =
        receiver.sender(
            authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "");
    if (sender.isEmpty()) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      throw early(context, 401, "show the sender's token: Authorization: Bearer …");
    }
    @Nullable String type = request.getHeader("Content-Type");
    Optional<Protocol> protocol = Protocol.of(type == null ? "" : type);
    @Nullable String encoding = request.getHeader("Content-Encoding");
    if (protocol.isEmpty() || encoding == null || !encoding.strip().equalsIgnoreCase("snappy")) {
      throw early(
          context,
          415,
          "send a snappy block (Content-Encoding: snappy) with Content-Type: "
              + Protocol.V1.contentType()
              + " or "
              + Protocol.V2.contentType());
    }
    if (!receiver.enter()) {
      context.response().putHeader("Retry-After", "1");
      throw early(context, 503, "too many requests at one time");
    }
    if (protocol.get() == Protocol.V2) {
      written(context, 0);
    }
    long late =
        context.vertx().setTimer(MOST_BODY_MILLIS, timer -> context.request().connection().close());
    context.addEndHandler(ended -> receiver.leave());
    context.put(SENDER, sender.get());
    context.put(PROTOCOL, protocol.get());
    context.addEndHandler(ended -> context.vertx().cancelTimer(late));
    context.next();
  }

  /**
   * Refuses without reading the body, which therefore ends the connection; in HTTP/2, which knows
   * no such header, the stream alone.
   */
  private static WebException early(RoutingContext context, int status, String message) {
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader("Connection", "close");
    }
    return new WebException(status, message);
  }

  private void take(RoutingContext context) {
    String sender = context.get(SENDER);
    Protocol protocol = context.get(PROTOCOL);
    @Nullable Buffer body = context.body().buffer();
    try {
      WriteAnswer answer =
          receiver
              .accept(sender, protocol, body == null ? new byte[0] : body.getBytes())
              .toCompletableFuture()
              .join();
      answer(context, protocol, answer);
    } catch (BadRequestException e) {
      throw new WebException(e.status(), String.valueOf(e.getMessage()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof LaterException later) {
        context.response().putHeader("Retry-After", String.valueOf(later.seconds()));
        // Senders of 1.0 drop what is answered with 429, unless told otherwise.
        int status = later.isTooFast() && protocol == Protocol.V2 ? 429 : 503;
        throw new WebException(status, String.valueOf(later.getMessage()));
      }
      throw e;
    }
  }

  private static void answer(RoutingContext context, Protocol protocol, WriteAnswer answer) {
    HttpServerResponse response = context.response();
    if (protocol == Protocol.V2) {
      written(context, answer.taken());
    }
    if (answer.isPartial()) {
      response
          .setStatusCode(400)
          .putHeader("Content-Type", "text/plain; charset=utf-8")
          .end(answer.text());
    } else {
      response.setStatusCode(204).end();
    }
  }

  /** What 2.0 wants to be told, whatever the answer. */
  private static void written(RoutingContext context, long samples) {
    context
        .response()
        .putHeader(WRITTEN + "Samples-Written", String.valueOf(samples))
        .putHeader(WRITTEN + "Histograms-Written", "0")
        .putHeader(WRITTEN + "Exemplars-Written", "0");
  }
}
