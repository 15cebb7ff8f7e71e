package io.rackproof.collector.remotewrite;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** One request to a target, and what its answer means. */
final class Target {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MOST_WAIT = Duration.ofMinutes(5);
  private static final int MOST_TEXT = 300;

  /** A wrong token or address says nothing about the samples, which wait until it is mended. */
  private static final Set<Integer> MENDABLE = Set.of(401, 403, 404, 407, 408, 429);

  private final ForwardConfig config;
  private final String software;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** What became of a request. */
  sealed interface Outcome {}

  /** The target has it. */
  record Taken() implements Outcome {}

  /** The target never takes all of it. */
  record Dropped(String why) implements Outcome {}

  /**
   * It is sent again.
   *
   * @param waitMillis that the target asks for; 0 when it says nothing
   */
  record Failed(String why, long waitMillis) implements Outcome {}

  Target(ForwardConfig config, String software) {
    this.config = config;
    this.software = software;
  }

  Outcome send(byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.url())
            .timeout(TIMEOUT)
            .header("Content-Type", config.protocol().contentType())
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", config.protocol().version())
            .header("User-Agent", software)
            .POST(BodyPublishers.ofByteArray(body));
    if (!config.token().isEmpty()) {
      request.header("Authorization", "Bearer " + config.token());
    }
    try {
      return outcome(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      return new Failed(e.getMessage() == null ? e.toString() : e.getMessage(), 0);
    }
  }

  private static Outcome outcome(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Taken();
    }
    String text = answer.body().strip();
    String why = "HTTP " + status + " " + text.substring(0, Math.min(text.length(), MOST_TEXT));
    return status / 100 == 4 && !MENDABLE.contains(status)
        ? new Dropped(why)
        : new Failed(why, answer.headers().firstValue("Retry-After").map(Target::wait).orElse(0L));
  }

  /** Seconds; the other form, a date, is as good as nothing said. */
  static long wait(String retryAfter) {
    try {
      long seconds = Long.parseLong(retryAfter.strip());
      return Math.max(0, Math.min(MOST_WAIT.toSeconds(), seconds)) * 1000;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
