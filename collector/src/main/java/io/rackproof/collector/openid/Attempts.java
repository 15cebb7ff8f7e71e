package io.rackproof.collector.openid;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ways to the provider that have begun and not ended. What belongs to one lies in a cookie of the
 * browser that began it, under a seal, so that strangers who begin many push nobody's out. State,
 * nonce and verifier come of the cookie's random part; none of them tells it. Each ends once, and
 * within {@link #VALID}. Thread safe.
 */
final class Attempts {

  static final Duration VALID = Duration.ofMinutes(10);

  /** Those that ended and may be shown again; older ones are too old before they fall out. */
  private static final int MOST_ENDED = 20_000;

  private static final String MAC = "HmacSHA256";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final Clock clock;

  /** Of this process: a restart ends what has begun. */
  private final SecretKeySpec key;

  private final Map<String, Boolean> ended =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_ENDED;
        }
      };

  Attempts(Clock clock) {
    this.clock = clock;
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    this.key = new SecretKeySpec(random, MAC);
  }

  /**
   * One way to the provider.
   *
   * @param cookie that the browser keeps meanwhile
   * @param next page of this server where it leads in the end
   */
  record Attempt(String cookie, String state, String nonce, CodeVerifier verifier, String next) {}

  Attempt begin(String next) {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    String content =
        TEXT.encodeToString(random)
            + "."
            + clock.millis()
            + "."
            + TEXT.encodeToString(next.getBytes(StandardCharsets.UTF_8));
    return attempt(content, next);
  }

  private Attempt attempt(String content, String next) {
    return new Attempt(
        content + "." + seal("cookie", content),
        seal("state", content),
        seal("nonce", content),
        new CodeVerifier(seal("verifier", content)),
        next);
  }

  /**
   * Ends one; the same is not found again.
   *
   * @param cookie as the browser shows it
   * @param state as the way back has it
   */
  Optional<Attempt> end(String cookie, String state) {
    String[] parts = cookie.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    String content = String.join(".", Arrays.copyOf(parts, 3));
    if (!same(seal("cookie", content), parts[3]) || !same(seal("state", content), state)) {
      return Optional.empty();
    }
    // Under the seal: it is what begin() wrote.
    long age = clock.millis() - Long.parseLong(parts[1]);
    if (age < 0 || age > VALID.toMillis() || !first(parts[0])) {
      return Optional.empty();
    }
    return Optional.of(
        attempt(
            content, new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8)));
  }

  private synchronized boolean first(String random) {
    return ended.put(random, true) == null;
  }

  private String seal(String what, String content) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return TEXT.encodeToString(
          mac.doFinal((what + " " + content).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + MAC, e);
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
