package io.rackproof.collector.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bodies of requests and answers. */
final class Answers {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Answers() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes is always JSON", e);
    }
  }

  static void json(RoutingContext context, JsonNode node) {
    context
        .response()
        .putHeader("Content-Type", "application/json; charset=utf-8")
        .end(text(node) + "\n");
  }

  /** JSON that is written already. */
  static void jsonText(RoutingContext context, String text) {
    context
        .response()
        .putHeader("Content-Type", "application/json; charset=utf-8")
        .end(text + "\n");
  }

  static void html(RoutingContext context, String html) {
    context.response().putHeader("Content-Type", "text/html; charset=utf-8").end(html);
  }

  static void bytes(RoutingContext context, String type, byte[] bytes) {
    context.response().putHeader("Content-Type", type).end(Buffer.buffer(bytes));
  }

  /** The JSON object that a request brought; an empty one for an empty body. */
  static JsonNode body(RoutingContext context) {
    @Nullable String text = context.body() == null ? null : context.body().asString();
    if (text == null || text.isBlank()) {
      return object();
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new WebException(400, "the body is not JSON: " + e.getOriginalMessage());
    }
    throw new WebException(400, "the body must be a JSON object");
  }

  /** A text that the body must have. */
  static String required(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new WebException(400, "the body needs a text '" + field + "'");
    }
    return value.asText();
  }

  /** A text that the body may have; empty when it has none. */
  static String optional(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new WebException(400, "'" + field + "' is a text");
    }
    return value.asText().strip();
  }

  /** A finite number that the body may have. */
  static OptionalDouble number(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw new WebException(400, "'" + field + "' is a number");
    }
    return OptionalDouble.of(value.asDouble());
  }

  /** A number in the query, between 1 and a most. */
  static int number(RoutingContext context, String name, int otherwise, int most) {
    Optional<String> given = Optional.ofNullable(context.request().getParam(name));
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(given.get());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new WebException(
        400, "'" + name + "' is a number from 1 to " + most + ", not '" + given.get() + "'");
  }

  /** A time in the query, milliseconds since 1970-01-01T00:00Z. */
  static OptionalLong time(RoutingContext context, String name) {
    Optional<String> given = Optional.ofNullable(context.request().getParam(name));
    if (given.isEmpty()) {
      return OptionalLong.empty();
    }
    // 15 digits reach beyond the year 30000 and cannot overflow in a sum.
    if (!given.get().matches("\\d{1,15}")) {
      throw new WebException(
          400, "'" + name + "' is a time in milliseconds, not '" + given.get() + "'");
    }
    return OptionalLong.of(Long.parseLong(given.get()));
  }

  /** A part of the path, which the route has made sure of. */
  static String pathParam(RoutingContext context, String name) {
    @Nullable String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("the route has no '" + name + "'");
    }
    return value;
  }
}
