package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.remotewrite.Protocol;
import io.rackproof.collector.remotewrite.Requests;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.SeriesSamples;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remote write into a whole collector, over HTTP. */
class RemoteWriteTest {

  private static final String TOKEN = "0123456789abcdef0123";
  private static final String METRIC = "gpu_power_watts";

  private static final String CONFIG =
      """
      ingest: {plain: true, listen: "127.0.0.1:0"}
      web: {listen: "127.0.0.1:0"}
      data: {directory: data}
      remote-write:
        senders:
          - name: gpus
            token: "${file:token}"
            racks: [gen2-007, gen2-008]
            from: {device: instance}
            labels: {role: gpu}
            drop: [job]
            clock-within: 100ms
            metrics:
              - gpu_.*
              - cdu_.*
              - {keep: DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, as: gpu_energy_joules_total, scale: 0.001}
      """;

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final long now = System.currentTimeMillis() / 1000 * 1000 - 60_000;
  private Collector collector;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    Files.writeString(directory.resolve("collector.yaml"), CONFIG);
    open();
  }

  private void open() throws Exception {
    collector = Collector.start(CollectorFile.read(directory.resolve("collector.yaml")));
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static Sample watts(long time, double value, String rack, String instance) {
    return Requests.sample(time, value, METRIC, "rack", rack, "instance", instance, "job", "x");
  }

  private HttpRequest.Builder request(Protocol protocol, byte[] body) {
    return HttpRequest.newBuilder(URI.create("http://" + collector.webAddress() + "/api/v1/write"))
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", protocol.contentType())
        .header("Content-Encoding", "snappy")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(Sample... samples) throws Exception {
    return send(request(Protocol.V1, Requests.of(Protocol.V1, List.of(samples))));
  }

  /** What the store holds of a rack, by series, once the collector has stopped. */
  private Map<String, SeriesSamples> stored(String rack) throws Exception {
    collector.close();
    Map<String, SeriesSamples> stored = new TreeMap<>();
    try (SampleStore store =
        SampleStore.open(
            new StoreConfig(directory.resolve("data"), Duration.ofMinutes(5)), Clock.systemUTC())) {
      store
          .read(rack, series -> true, 0, Long.MAX_VALUE)
          .forEach(series -> stored.put(series.series().toString(), series));
    }
    return stored;
  }

  private double metric(String name) throws Exception {
    String text =
        send(HttpRequest.newBuilder(URI.create("http://" + collector.webAddress() + "/metrics")))
            .body();
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void samplesStandUnderTheRackTheDeviceAndTheRoleThatTheRulesGive() throws Exception {
    assertThat(send(watts(now, 400, "gen2-007", "a:9400")).statusCode()).isEqualTo(204);

    SeriesSamples only = stored("gen2-007").values().iterator().next();
    assertThat(only.series())
        .hasToString("gpu_power_watts{device=\"a:9400\",rack=\"gen2-007\",role=\"gpu\"}");
    assertThat(only.value(0)).isEqualTo(400);
    assertThat(only.quality(0)).isEqualTo(Quality.GOOD);
  }

  @Test
  void seriesIsTheSameInWhateverOrderAndVersionItsLabelsCome() throws Exception {
    String[] one = {"__name__", METRIC, "rack", "gen2-007", "instance", "a:9400", "gpu", "0"};
    String[] same = {"gpu", "0", "instance", "a:9400", "__name__", METRIC, "rack", "gen2-007"};
    String[] other = {"gpu", "1", "instance", "a:9400", "__name__", METRIC, "rack", "gen2-007"};
    for (byte[] body :
        List.of(
            Requests.ordered(now, 1, one),
            Requests.ordered(now + 1, 2, one),
            Requests.ordered(now + 2, 3, same),
            Requests.ordered(now + 3, 4, other))) {
      assertThat(send(request(Protocol.V1, body)).statusCode()).isEqualTo(204);
    }
    Sample fifth =
        Requests.sample(now + 4, 5, METRIC, "gpu", "0", "instance", "a:9400", "rack", "gen2-007");
    assertThat(send(request(Protocol.V2, Requests.of(Protocol.V2, List.of(fifth)))).statusCode())
        .isEqualTo(204);
    assertThat(stored("gen2-007").values()).extracting(SeriesSamples::size).containsExactly(4, 1);
  }

  @Test
  void labelThatIsNoTextIsRefusedWithTheWholeRequest() throws Exception {
    byte[] good = Requests.ordered(now, 1, "__name__", METRIC, "rack", "gen2-007", "instance", "a");
    assertThat(send(request(Protocol.V1, good)).statusCode()).isEqualTo(204);
    // A label whose value is the byte ff, which no UTF-8 has.
    byte[] bad = Requests.pack(new byte[] {0x0a, 8, 0x0a, 6, 0x0a, 1, 'a', 0x12, 1, (byte) 0xff});
    HttpResponse<String> answer = send(request(Protocol.V1, bad));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not a remote write message");
  }

  @Test
  void theSameRequestCountsOnceAlsoInPartAndAfterARestart() throws Exception {
    Sample[] all = {
      watts(now, 400, "gen2-007", "a"), watts(now + 1000, 401, "gen2-007", "a"),
      watts(now, 500, "gen2-007", "b"), watts(now + 1000, 501, "gen2-008", "b")
    };
    send(all);
    send(all);
    send(all[0], all[2]);
    // The first one that was stored counts, whatever comes for the same time later.
    send(watts(now, 999, "gen2-007", "a"), watts(now + 2000, 402, "gen2-007", "a"));
    assertThat(metric("rackproof_collector_remote_write_samples_total")).isEqualTo(5);
    assertThat(metric("rackproof_collector_remote_write_repeated_samples_total")).isEqualTo(7);
    collector.close();
    open();
    send(all);
    assertThat(metric("rackproof_collector_remote_write_samples_total")).isZero();

    Map<String, SeriesSamples> stored = stored("gen2-007");
    assertThat(stored.values()).extracting(SeriesSamples::size).containsExactly(3, 1);
    assertThat(stored.values().iterator().next().value(0)).isEqualTo(400);
    assertThat(stored("gen2-008").values()).extracting(SeriesSamples::size).containsExactly(1);
  }

  @Test
  void aRepeatIsKnownAlsoWhenWhatItRepeatsIsSealed() throws Exception {
    send(watts(now, 400, "gen2-007", "a"), watts(now + 1000, 401, "gen2-007", "a"));
    collector.close();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    try (SampleStore store =
        SampleStore.open(
            new StoreConfig(directory.resolve("data"), Duration.ofMinutes(5)), later)) {
      assertThat(store.sealDue()).isEqualTo(1);
    }
    open();
    send(watts(now, 400, "gen2-007", "a"), watts(now + 2000, 402, "gen2-007", "a"));
    assertThat(metric("rackproof_collector_remote_write_samples_total")).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsToldAndTheOthersAreStored() throws Exception {
    HttpResponse<String> answer =
        send(
            request(
                Protocol.V2,
                Requests.of(
                    Protocol.V2,
                    List.of(
                        watts(now, 400, "gen2-007", "a"),
                        watts(now, 400, "gen1-001", "a"),
                        Requests.sample(now, 1, METRIC, "rack", "gen2-007"),
                        Requests.sample(now, 1, METRIC, "instance", "a"),
                        Requests.sample(now, 1, "node_load1", "rack", "gen2-007"),
                        watts(now + 3_600_000, 1, "gen2-007", "a"),
                        watts(now - 30L * 86_400_000, 1, "gen2-007", "a")))));

    // 400 is what no sender repeats.
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("2");
    assertThat(answer.body())
        .contains("1 refused, other-rack", "no-device", "no-rack", "far-future", "too-old");
    assertThat(metric("rackproof_collector_remote_write_refused_samples_total")).isEqualTo(5);
    assertThat(metric("rackproof_collector_remote_write_left_away_samples_total")).isEqualTo(1);
    assertThat(stored("gen2-007").values()).extracting(SeriesSamples::size).containsExactly(1);
    assertThat(stored("gen1-001")).isEmpty();
  }

  @Test
  void aHistogramIsRefusedAndItsNeighbourStored() throws Exception {
    byte[] body = Requests.withHistogram(watts(now, 400, "gen2-007", "a"));
    assertThat(send(request(Protocol.V1, body)).statusCode()).isEqualTo(204);
    Files.writeString(directory.resolve("collector.yaml"), CONFIG.replace("- gpu_.*", "- \".*\""));
    collector.close();
    open();
    HttpResponse<String> answer = send(request(Protocol.V1, body));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("histogram");
    assertThat(stored("gen2-007")).hasSize(1);
  }

  @Test
  void whatHasNoValueEndsTheHoldAndWhatCannotBeIsOutOfRange() throws Exception {
    Sample first = watts(now, 400, "gen2-007", "a");
    Sample hot =
        Requests.sample(
            now, 4000, "cdu_supply_temperature_celsius", "rack", "gen2-007", "instance", "c");
    send(
        first,
        Requests.stale(first, now + 1000),
        watts(now + 2000, Double.POSITIVE_INFINITY, "gen2-007", "a"),
        hot,
        Requests.sample(
            now,
            5000,
            "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
            "rack",
            "gen2-007",
            "instance",
            "a"));

    Map<String, SeriesSamples> stored = stored("gen2-007");
    List<List<Quality>> qualities = new ArrayList<>();
    for (SeriesSamples series : stored.values()) {
      List<Quality> of = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        of.add(series.quality(i));
      }
      qualities.add(of);
    }
    assertThat(stored.keySet())
        .extracting(name -> name.substring(0, name.indexOf('{')))
        .containsExactly(
            "cdu_supply_temperature_celsius", "gpu_energy_joules_total", "gpu_power_watts");
    assertThat(qualities)
        .containsExactly(
            List.of(Quality.OUT_OF_RANGE),
            List.of(Quality.GOOD),
            List.of(Quality.GOOD, Quality.NOT_AVAILABLE, Quality.OUT_OF_RANGE));
    assertThat(new ArrayList<>(stored.values()).get(1).value(0)).isEqualTo(5);
  }

  @Test
  void withoutAWordOnItsClockASendersSamplesAreKeptButNotJudged() throws Exception {
    collector.close();
    Files.writeString(
        directory.resolve("collector.yaml"), CONFIG.replace("clock-within: 100ms", ""));
    open();
    send(watts(now, 400, "gen2-007", "a"));
    assertThat(stored("gen2-007").values().iterator().next().quality(0))
        .isEqualTo(Quality.CLOCK_UNSURE);
  }

  @Test
  void aClockThatIsProvenAheadIsNotTrusted() throws Exception {
    send(watts(System.currentTimeMillis() + 60_000, 400, "gen2-007", "a"));
    assertThat(stored("gen2-007").values().iterator().next().quality(0))
        .isEqualTo(Quality.CLOCK_UNSURE);
  }

  @Test
  void withoutTokenTypeOrEncodingTheBodyIsNotRead() throws Exception {
    byte[] body = Requests.of(Protocol.V1, List.of(watts(now, 1, "gen2-007", "a")));
    HttpRequest.Builder wrong =
        request(Protocol.V1, body).setHeader("Authorization", "Bearer " + TOKEN + "x");
    assertThat(send(wrong).statusCode()).isEqualTo(401);
    assertThat(
            send(request(Protocol.V1, body).setHeader("Content-Type", "text/plain")).statusCode())
        .isEqualTo(415);
    assertThat(send(request(Protocol.V1, body).setHeader("Content-Encoding", "gzip")).statusCode())
        .isEqualTo(415);
    assertThat(send(request(Protocol.V1, new byte[9 << 20])).statusCode()).isEqualTo(413);
    assertThat(send(request(Protocol.V1, new byte[] {1, 2, 3})).statusCode()).isEqualTo(400);
    // All places are free again.
    for (int i = 0; i < 8; i++) {
      assertThat(send(request(Protocol.V1, body)).statusCode()).isEqualTo(204);
    }
    assertThat(metric("rackproof_collector_remote_write_unauthorized_requests_total")).isEqualTo(1);
  }

  @Test
  void whoGoesAwayInTheMiddleOfABodyLeavesHisPlace() throws Exception {
    Listen web = collector.webAddress();
    List<Socket> gone = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port());
      gone.add(socket);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                      + TOKEN
                      + "\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
                      + "Content-Length: 1000\r\n\r\nabc")
                  .getBytes(StandardCharsets.US_ASCII));
    }
    byte[] body = Requests.of(Protocol.V1, List.of(watts(now, 1, "gen2-007", "a")));
    awaitStatus(503, body);
    for (Socket socket : gone) {
      socket.close();
    }
    awaitStatus(204, body);
  }

  /** Sends until it is answered so, by time and never by tries. */
  private void awaitStatus(int status, byte[] body) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (send(request(Protocol.V1, body)).statusCode() != status) {
      assertThat(System.nanoTime()).as("waiting for %d", status).isLessThan(deadline);
    }
  }

  @Test
  void whoSendsTooFastIsAskedToComeAgainInAFormThatHisVersionHeeds() throws Exception {
    collector.close();
    Files.writeString(
        directory.resolve("collector.yaml"), CONFIG + "      samples-per-second: 1\n");
    open();
    Sample[] many = new Sample[11];
    for (int i = 0; i < many.length; i++) {
      many[i] = watts(now + i * 1000L, i, "gen2-007", "a");
    }
    assertThat(send(many).statusCode()).isEqualTo(204);
    HttpResponse<String> first = send(many);
    assertThat(first.statusCode()).isEqualTo(503);
    assertThat(first.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(send(request(Protocol.V2, Requests.of(Protocol.V2, List.of(many)))).statusCode())
        .isEqualTo(429);
  }

  @Test
  void aCampaignIsScoredOnWhatCameByRemoteWrite() throws Exception {
    for (int s = 0; s < 30; s++) {
      send(watts(now + s * 1000L, s == 7 ? 710 : 650, "gen2-007", "a"));
    }
    collector.close();
    Path plan =
        Files.writeString(
            directory.resolve("plan.yaml"),
            """
            plan: gpus
            version: 1
            requires: {coverage: 95 %, max-gap: 5s, interval: 1s}
            phases: {whole: {whole: true}}
            criteria:
              - {id: GPU-1, title: no peak, phase: whole, signal: gpu_power_watts, statistic: max,
                 limit: <= 700 W, source: test}
              - {id: GPU-2, title: fair mean, phase: whole, signal: gpu_power_watts, statistic: mean,
                 limit: <= 700 W, source: test}
            """);
    int status =
        Main.commandLine()
            .execute(
                "score",
                "--plan",
                plan.toString(),
                "--samples",
                directory.resolve("data").toString(),
                "--out",
                directory.resolve("out").toString());
    assertThat(status).isZero();
    JsonNode verdict = new ObjectMapper().readTree(directory.resolve("out/verdict.json").toFile());
    assertThat(verdict.findValuesAsText("verdict")).contains("FAIL", "PASS");
  }
}
