package io.rackproof.collector.openid;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.rackproof.identity.Trust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider: no redirects, no address that others can listen to, an end to each answer in
 * time and size.
 */
final class ProviderHttp implements HTTPRequestSender, ResourceRetriever {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Of a key set or a token; they are some kilobytes. */
  private static final int MOST_BYTES = 1 << 20;

  private final HttpClient http;

  ProviderHttp(Optional<Path> authority) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (authority.isPresent()) {
      builder.sslContext(Trust.of(authority.get()));
    }
    http = builder.build();
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI()).timeout(DEADLINE);
    request.getHeaderMap().forEach((name, all) -> all.forEach(v -> builder.header(name, v)));
    @Nullable String body = request.getBody();
    HttpResponse<String> answer =
        exchange(
            builder
                .method(
                    request.getMethod().name(),
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    HTTPResponse response = new HTTPResponse(answer.statusCode());
    for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
      response.setHeader(header.getKey(), header.getValue().toArray(new String[0]));
    }
    response.setBody(answer.body());
    return response;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    return new Resource(get(URI.create(url.toString())), "application/json");
  }

  /**
   * The body of an answer with 200.
   *
   * @throws IOException when there is none, in words
   */
  String get(URI address) throws IOException {
    HttpResponse<String> answer =
        exchange(
            HttpRequest.newBuilder(address)
                .timeout(DEADLINE)
                .header("Accept", "application/json")
                .build());
    if (answer.statusCode() != 200) {
      throw new IOException(address + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    URI address = request.uri();
    if (!OpenIdConfig.isSafe(address)) {
      throw new IOException(address + " is not asked: it is neither https nor this machine");
    }
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, info -> new BoundedText(MOST_BYTES));
    try {
      return answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(address + " does not answer within " + DEADLINE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(address + " cannot be asked: " + words(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(address + " was not asked: this ends", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String words(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ConnectException) {
      return "no connection";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
