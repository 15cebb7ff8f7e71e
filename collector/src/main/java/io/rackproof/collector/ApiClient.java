package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.identity.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** The collector's HTTP API, as the client commands use it. */
final class ApiClient {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http;
  private final String server;
  private final String token;
  private volatile Consumer<String> waiting = share -> {};

  private ApiClient(HttpClient http, String server, String token) {
    this.http = http;
    this.server = server;
    this.token = token;
  }

  /**
   * A client.
   *
   * @param token empty for none; it is shown by https, and on this machine
   * @param authority PEM of who signed the server's certificate; empty for those that Java knows
   */
  static ApiClient of(String url, String token, Optional<Path> authority) throws UserException {
    String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (!trimmed.matches("https?://[^/\\s]+")) {
      throw new UserException(
          Main.MISTAKE, "'" + url + "' is no address of a collector; write http://127.0.0.1:8080");
    }
    if (!token.isEmpty()
        && !trimmed.startsWith("https:")
        && !trimmed.matches("http://(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?")) {
      throw new UserException(
          Main.MISTAKE, "a token is not sent in the clear to " + trimmed + ": use https");
    }
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    if (authority.isPresent()) {
      try {
        http.sslContext(Trust.of(authority.get()));
      } catch (IOException e) {
        throw new UserException(Main.MISTAKE, String.valueOf(e.getMessage()));
      }
    }
    return new ApiClient(http.build(), trimmed, token);
  }

  /**
   * Tells how much of a campaign is judged, from 0 to 1, while its verdicts are waited for; the
   * collector answers each few seconds.
   */
  void onWaiting(Consumer<String> listener) {
    waiting = listener;
  }

  /** One part of a path, escaped. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws UserException {
    return json(send(request(path).GET().build()));
  }

  byte[] bytes(String path) throws UserException {
    return send(request(path).GET().build());
  }

  /**
   * A page of something long.
   *
   * @param next what the next page is to be asked for with; empty when there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Page(byte[] bytes, OptionalLong next) {}

  Page page(String path) throws UserException {
    HttpResponse<byte[]> response = exchange(request(path).GET().build());
    return new Page(response.body(), response.headers().firstValueAsLong("Rackproof-Next"));
  }

  JsonNode post(String path, JsonNode body) throws UserException {
    return json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build()));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private byte[] send(HttpRequest request) throws UserException {
    return exchange(request).body();
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws UserException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (SSLException e) {
      throw new UserException(
          Main.MISTAKE,
          server
              + " cannot be trusted: "
              + e.getMessage()
              + ". Give who signed its certificate with --authority FILE or RACKPROOF_AUTHORITY,"
              + " and the name that stands in it");
    } catch (IOException e) {
      throw new UserException(
          Main.FAULT,
          "no collector answers at "
              + server
              + ". Is 'rackproof serve' running? Give its address with --server or"
              + " RACKPROOF_SERVER.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(Main.FAULT, "interrupted");
    }
    Optional<String> judged = response.headers().firstValue("Rackproof-Judged");
    if (response.statusCode() == 503 && judged.isPresent()) {
      // The verdicts of a long campaign are judged again: that takes minutes, and gets on.
      waiting.accept(judged.get());
      return exchange(request);
    }
    if (response.statusCode() >= 300) {
      throw refusal(response);
    }
    return response;
  }

  private UserException refusal(HttpResponse<byte[]> response) {
    int status = response.statusCode() >= 500 ? Main.FAULT : Main.MISTAKE;
    if (response.statusCode() == 401) {
      return new UserException(
          Main.MISTAKE,
          token.isEmpty()
              ? "people sign in at "
                  + server
                  + ": give a token with --token-file FILE or RACKPROOF_TOKEN; 'rackproof token"
                  + " create' makes one"
              : "the token is not good at "
                  + server
                  + ", or no more: 'rackproof token list' tells");
    }
    try {
      JsonNode body = MAPPER.readTree(response.body());
      if (body.hasNonNull("error")) {
        StringBuilder message = new StringBuilder(body.path("error").asText());
        for (JsonNode problem : body.path("problems")) {
          String key = problem.path("key").asText();
          message
              .append("\n")
              .append(problem.path("file").asText())
              .append(
                  problem.path("line").asInt() > 0
                      ? ":" + problem.path("line").asInt() + ":" + problem.path("column").asInt()
                      : "")
              .append(": ")
              .append(key.isEmpty() ? "" : key + ": ")
              .append(problem.path("message").asText());
        }
        return new UserException(status, message.toString());
      }
    } catch (IOException e) {
      // Told below: what answered is no collector.
    }
    return new UserException(
        Main.FAULT,
        "what answers at " + server + " is no collector (status " + response.statusCode() + ")");
  }

  private JsonNode json(byte[] body) throws UserException {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UserException(Main.FAULT, "what answers at " + server + " is no collector");
    }
  }
}
