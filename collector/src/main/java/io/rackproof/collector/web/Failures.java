package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.CampaignRefusedException;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into an answer: JSON for the API, a page for people. */
final class Failures implements Handler<RoutingContext> {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final Templates templates;
  private final Gate gate;

  Failures(Templates templates, Gate gate) {
    this.templates = templates;
    this.gate = gate;
  }

  @Override
  public void handle(RoutingContext context) {
    if (context.response().ended()
        || context.response().headWritten()
        // Whoever asked is gone in the middle of his request.
        || context.failure() instanceof HttpClosedException) {
      return;
    }
    WebException failure = failure(context);
    context.response().setStatusCode(failure.status());
    if (failure.againSeconds() > 0) {
      context.response().putHeader("Retry-After", String.valueOf(failure.againSeconds()));
      context.response().putHeader(WebException.SHARE, String.valueOf(failure.share()));
    }
    Gate.because(context, String.valueOf(failure.getMessage()));
    String path = context.request().path();
    if (path == null || path.startsWith("/api/") || !accepts(context, "text/html")) {
      Answers.json(context, json(failure.getMessage(), failure.problems()));
    } else {
      Answers.html(
          context,
          templates.render(
              "failure.jte",
              Map.of(
                  "viewer",
                  gate.viewer(context),
                  "status",
                  failure.status(),
                  "again",
                  failure.againSeconds(),
                  "message",
                  String.valueOf(failure.getMessage()))));
    }
  }

  private static boolean accepts(RoutingContext context, String type) {
    @Nullable String accept = context.request().getHeader("Accept");
    return accept != null && accept.contains(type);
  }

  private static WebException failure(RoutingContext context) {
    @Nullable Throwable cause = context.failure();
    if (cause instanceof WebException web) {
      return web;
    }
    if (cause instanceof InvalidDocumentException invalid) {
      return new WebException(422, "the plan has mistakes", invalid.problems());
    }
    if (cause instanceof CampaignRefusedException refused) {
      return new WebException(409, String.valueOf(refused.getMessage()));
    }
    if (cause instanceof HttpException http) {
      return new WebException(
          http.getStatusCode(), http.getPayload() == null ? "bad request" : http.getPayload());
    }
    if (cause == null) {
      int status = context.statusCode() > 0 ? context.statusCode() : 500;
      return new WebException(status, status == 413 ? "the body is too long" : "bad request");
    }
    log.error("{} {} failed", context.request().method(), context.request().path(), cause);
    return new WebException(500, "a fault of the collector; its log tells more");
  }

  static ObjectNode json(@Nullable String error, List<Problem> problems) {
    ObjectNode node = Answers.object().put("error", error);
    ArrayNode list = node.putArray("problems");
    for (Problem problem : problems) {
      list.addObject()
          .put("file", problem.file())
          .put("line", problem.line())
          .put("column", problem.column())
          .put("key", problem.key())
          .put("message", problem.message());
    }
    return node;
  }
}
