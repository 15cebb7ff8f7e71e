package io.rackproof.collector.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.wire.SeriesSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real Prometheus over given samples, on a free port of the loopback. */
final class PrometheusServer implements AutoCloseable {

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** Whether both programs of the Debian package are installed. */
  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/prometheus"))
        && Files.isExecutable(Path.of("/usr/bin/promtool"));
  }

  /**
   * @param lookback how long a sample holds, as {@code 3s}
   */
  PrometheusServer(Path directory, List<SeriesSamples> series, String lookback)
      throws IOException, InterruptedException {
    Path samples = directory.resolve("samples.txt");
    Files.writeString(samples, openMetrics(series));
    Path data = directory.resolve("data");
    run(
        directory,
        List.of(
            "/usr/bin/promtool",
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            samples.toString(),
            data.toString()));
    Path config = Files.writeString(directory.resolve("prometheus.yml"), "scrape_configs: []\n");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    process =
        new ProcessBuilder(
                "/usr/bin/prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--storage.tsdb.retention.time=10y",
                "--query.lookback-delta=" + lookback,
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    awaitReady(process.inputReader(StandardCharsets.UTF_8));
  }

  private static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path log = directory.resolve("promtool.log");
    Process promtool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!promtool.waitFor(120, TimeUnit.SECONDS) || promtool.exitValue() != 0) {
      throw new IOException("promtool failed: " + Files.readString(log));
    }
  }

  private static void awaitReady(BufferedReader output) throws IOException {
    StringBuilder told = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      told.append(line).append('\n');
      if (line.contains("Server is ready to receive web requests")) {
        return;
      }
    }
    throw new IOException("prometheus ended:\n" + told);
  }

  private static String openMetrics(List<SeriesSamples> series) {
    StringBuilder text = new StringBuilder();
    for (SeriesSamples samples : series) {
      for (int i = 0; i < samples.size(); i++) {
        if (samples.isGood(i)) {
          text.append(samples.series()).append(' ').append(samples.value(i)).append(' ');
          text.append(seconds(samples.timeMillis(i))).append('\n');
        }
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static String seconds(long millis) {
    return "%d.%03d".formatted(millis / 1000, millis % 1000);
  }

  /** An instant query: values by labels, the metric's name left out. */
  Map<Map<String, String>, Double> query(String expression, long timeMillis)
      throws IOException, InterruptedException {
    String body =
        "query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8)
            + "&time="
            + seconds(timeMillis);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/query"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode answer = json.readTree(response.body());
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(expression + ": " + response.body());
    }
    Map<Map<String, String>, Double> values = new java.util.HashMap<>();
    for (JsonNode member : answer.path("data").path("result")) {
      Map<String, String> labels = new TreeMap<>();
      member
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      labels.remove("__name__");
      values.put(labels, Double.parseDouble(member.path("value").path(1).asText()));
    }
    return values;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
