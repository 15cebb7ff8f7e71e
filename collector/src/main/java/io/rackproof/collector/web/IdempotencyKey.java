package io.rackproof.collector.web;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key}, by which a script may repeat a request without making
 * anything twice.
 *
 * @param key empty when there is none
 * @param fingerprint of the path and the body that it stands for
 */
record IdempotencyKey(String key, String fingerprint) {

  private static final int MOST_CHARACTERS = 255;

  static IdempotencyKey of(RoutingContext context) {
    @Nullable String key = context.request().getHeader("Idempotency-Key");
    if (key == null) {
      return new IdempotencyKey("", "");
    }
    if (key.isBlank() || key.length() > MOST_CHARACTERS) {
      throw new WebException(
          400, "an Idempotency-Key has 1 to " + MOST_CHARACTERS + " characters, such as a UUID");
    }
    @Nullable String body = context.body() == null ? null : context.body().asString();
    // One user's key is not another's: what is answered stands under a name.
    String user = Gate.caller(context).map(caller -> caller.name() + "\n").orElse("");
    String request = user + context.request().path() + "\n" + (body == null ? "" : body);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
      return new IdempotencyKey(key.strip(), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
