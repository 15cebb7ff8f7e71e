package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.remotewrite.Protocol;
import io.rackproof.collector.remotewrite.Requests;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remote write from a real Prometheus, and to one, and to VictoriaMetrics. */
class RemoteWriteProgramsTest {

  private static final String PROMETHEUS = "/usr/bin/prometheus";
  private static final String VICTORIA_METRICS = "/usr/bin/victoria-metrics";
  private static final String SENT = "rackproof_collector_forward_samples_total";
  private static final String TOKEN = "0123456789abcdef0123";
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private final List<Collector> collectors = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    collectors.forEach(Collector::close);
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void needs(String program, String debianPackage) {
    assumeTrue(
        Files.isExecutable(Path.of(program)), "needs the Debian package '" + debianPackage + "'");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private int start(int port, String... command) throws Exception {
    List<String> arguments = List.of(command);
    Process process =
        new ProcessBuilder(arguments)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log-" + port).toFile())
            .start();
    processes.add(process);
    await(
        command[0] + " to be ready",
        () -> {
          try {
            return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                            .build(),
                        BodyHandlers.discarding())
                    .statusCode()
                == 200;
          } catch (IOException e) {
            return false;
          }
        });
    return port;
  }

  private int prometheus(String config) throws Exception {
    int port = freePort();
    Path home = Files.createDirectories(directory.resolve("prometheus-" + port));
    Path file = Files.writeString(home.resolve("prometheus.yml"), config);
    return start(
        port,
        PROMETHEUS,
        "--config.file=" + file,
        "--storage.tsdb.path=" + home.resolve("data"),
        "--web.enable-remote-write-receiver",
        "--web.listen-address=127.0.0.1:" + port);
  }

  private int victoriaMetrics() throws Exception {
    int port = freePort();
    return start(
        port,
        VICTORIA_METRICS,
        "-httpListenAddr=127.0.0.1:" + port,
        "-storageDataPath=" + directory.resolve("victoria-" + port),
        "-retentionPeriod=1",
        "-dedup.minScrapeInterval=1ms");
  }

  private Collector collector(String more) throws Exception {
    Files.writeString(directory.resolve("token"), TOKEN);
    Path file = directory.resolve("collector.yaml");
    Files.writeString(
        file,
        """
        ingest: {plain: true, listen: "127.0.0.1:0"}
        web: {listen: "127.0.0.1:0"}
        remote-write:
          senders:
            - name: sender
              token: "${file:token}"
              racks: [gen2-007]
              labels: {rack: gen2-007}
              from: {device: instance}
              clock-within: 100ms
              metrics: [prometheus_build_info, process_cpu_seconds_total, gpu_power_watts]
        """
            + more);
    Collector collector = Collector.start(CollectorFile.read(file));
    collectors.add(collector);
    return collector;
  }

  /** Waits for something that another program does, by time and never by tries. */
  private static void await(String what, Callable<Boolean> done) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    CountDownLatch never = new CountDownLatch(1);
    while (!done.call()) {
      assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(deadline);
      assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private String get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private double own(Collector collector, String name) throws Exception {
    return get("http://" + collector.webAddress() + "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many samples a store counts. */
  private double counted(int port, String expression) throws Exception {
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                get(
                    "http://127.0.0.1:"
                        + port
                        + "/api/v1/query?query="
                        + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    return answer.at("/data/result/0/value/1").asDouble(-1);
  }

  @Test
  void aPrometheusThatScrapesItselfFeedsARack() throws Exception {
    needs(PROMETHEUS, "prometheus");
    Collector collector = collector("");
    int port = freePort();
    Path home = Files.createDirectories(directory.resolve("sender"));
    Path config =
        Files.writeString(
            home.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 200ms}
            scrape_configs:
              - {job_name: self, static_configs: [{targets: ["127.0.0.1:%d"]}]}
            remote_write:
              - url: http://%s/api/v1/write
                authorization: {credentials_file: %s}
                queue_config: {batch_send_deadline: 500ms}
            """
                .formatted(port, collector.webAddress(), directory.resolve("token")));
    start(
        port,
        PROMETHEUS,
        "--config.file=" + config,
        "--storage.tsdb.path=" + home.resolve("data"),
        "--web.listen-address=127.0.0.1:" + port);
    await(
        "twenty samples",
        () -> own(collector, "rackproof_collector_remote_write_samples_total") >= 20);
    assertThat(own(collector, "rackproof_collector_remote_write_refused_samples_total")).isZero();
    assertThat(get("http://" + collector.webAddress() + "/metrics"))
        .contains("process_cpu_seconds_total{")
        .contains("rack=\"gen2-007\"");
  }

  private void feed(Collector collector, long from, int seconds) throws Exception {
    for (int s = 0; s < seconds; s++) {
      Sample sample =
          Requests.sample(from + s * 1000L, 600 + s, "gpu_power_watts", "instance", "gpu-1");
      int status =
          http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://" + collector.webAddress() + "/api/v1/write"))
                      .header("Authorization", "Bearer " + TOKEN)
                      .header("Content-Type", Protocol.V1.contentType())
                      .header("Content-Encoding", "snappy")
                      .POST(BodyPublishers.ofByteArray(Requests.of(Protocol.V1, List.of(sample))))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(204);
    }
  }

  /**
   * As when it is killed between the target's answer and the note of it. Where closing has come
   * between the two already there is nothing to be forgotten: of two, a target that takes no
   * samples out of order refuses the first, which it has.
   *
   * @param arrived what the target has, a sample for each batch
   */
  private void forgetTheLastNote(double arrived) throws Exception {
    try (Connection positions =
            DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("data/forwarded.sqlite"));
        Statement statement = positions.createStatement()) {
      long noted = statement.executeQuery("SELECT sequence FROM sent").getLong(1);
      if (arrived > noted) {
        return;
      }
      assertThat(statement.executeUpdate("UPDATE place SET row = row - 1")).isEqualTo(1);
      assertThat(statement.executeUpdate("UPDATE sent SET sequence = sequence - 1")).isEqualTo(1);
    }
  }

  private void nothingIsLostAndNothingTwice(int port, String path) throws Exception {
    String out =
        """
        remote-write-out:
          - {name: history, url: "http://127.0.0.1:%d%s", labels: {site: houston}}
        """
            .formatted(port, path);
    long from = System.currentTimeMillis() / 1000 * 1000 - 240_000;
    Collector first = collector(out);
    feed(first, from, 60);
    // It is closed in the middle of sending, and goes on with what came meanwhile.
    await("something to be sent", () -> own(first, SENT) >= 1);
    first.close();
    String count = "sum(count_over_time(gpu_power_watts{site=\"houston\"}[1h]))";
    forgetTheLastNote(counted(port, count));
    Collector second = collector(out);
    feed(second, from + 60_000, 60);
    await(
        "all samples to be sent",
        () -> own(second, "rackproof_collector_forward_lag_seconds") == 0);
    await(port + " to show 120 samples", () -> counted(port, count) >= 120);
    assertThat(counted(port, count)).isEqualTo(120);
    assertThat(counted(port, "sum(sum_over_time(gpu_power_watts{site=\"houston\"}[1h]))"))
        .isEqualTo(2 * (60 * 600 + 59 * 30));
    assertThat(own(second, "rackproof_collector_forward_dropped_samples_total")).isZero();
  }

  @Test
  void victoriaMetricsGetsEverySampleOnce() throws Exception {
    needs(VICTORIA_METRICS, "victoria-metrics");
    nothingIsLostAndNothingTwice(victoriaMetrics(), "/api/v1/write");
  }

  @Test
  void prometheusGetsEverySampleOnce() throws Exception {
    needs(PROMETHEUS, "prometheus");
    nothingIsLostAndNothingTwice(prometheus("scrape_configs: []\n"), "/api/v1/write");
  }
}
