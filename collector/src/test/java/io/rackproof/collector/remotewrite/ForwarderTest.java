package io.rackproof.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwarderTest {

  private static final long START = 1_800_000_000_000L;
  private static final String RACK = "gen2-007";

  @TempDir Path directory;

  /** What the target answers, in order; 204 when nothing is left. */
  private final Deque<Integer> answers = new ArrayDeque<>();

  private final List<List<Double>> taken = new ArrayList<>();
  private final List<IncomingSeries> series = new ArrayList<>();
  private final SetClock clock = new SetClock(START);
  private Protocol protocol = Protocol.V1;
  private HttpServer server;
  private SampleStore store;
  private ForwardPositions positions;
  private Forwarder forwarder;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/write", this::take);
    server.start();
    open();
  }

  private void open() throws IOException {
    store = SampleStore.open(new StoreConfig(directory, Duration.ofHours(1)), clock);
    positions = ForwardPositions.open(directory.resolve("forwarded.sqlite"));
    forwarder = forwarder(Set.of());
  }

  private Forwarder forwarder(Set<String> racks) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/write");
    return new Forwarder(
        new ForwardConfig("history", url, "secret", protocol, Map.of("site", "houston"), racks),
        store,
        positions,
        "rackproof test");
  }

  @AfterEach
  void stop() throws Exception {
    close();
    server.stop(0);
  }

  private void close() throws IOException {
    positions.close();
    store.close();
  }

  private synchronized void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = answers.isEmpty() ? 204 : answers.poll();
    if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      status = 401;
    }
    if (status == 204) {
      try {
        List<IncomingSeries> decoded =
            WriteRequests.decode(
                body,
                Protocol.of(exchange.getRequestHeaders().getFirst("Content-Type")).orElseThrow());
        List<Double> values = new ArrayList<>();
        for (IncomingSeries one : decoded) {
          for (double value : one.values()) {
            values.add(value);
          }
        }
        series.addAll(decoded);
        taken.add(values);
      } catch (BadRequestException e) {
        status = 400;
      }
    }
    if (status == 503) {
      exchange.getResponseHeaders().set("Retry-After", "7");
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** One batch of one sample a second. */
  private void store(int first, int count) throws IOException {
    for (int s = first; s < first + count; s++) {
      Sample sample =
          Requests.sample(
              START + s * 1000L, s, "gpu_power_watts", "rack", RACK, "device", "a", "role", "gpu");
      store.appendUnnumbered("remote-write:test", Map.of(RACK, List.of(sample)));
    }
  }

  /** Rounds until all was sent. */
  private void sendAll() throws InterruptedException {
    while (forwarder.round() == 0) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private List<Double> values() {
    return taken.stream().flatMap(List::stream).toList();
  }

  private static List<Double> numbers(int count) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add((double) i);
    }
    return numbers;
  }

  @Test
  void everyBatchIsSentInOrderWithItsLabels() throws Exception {
    store(0, 5);
    sendAll();
    assertThat(values()).isEqualTo(numbers(5));
    assertThat(series.get(0).labels())
        .isEqualTo(Map.of("rack", RACK, "device", "a", "role", "gpu", "site", "houston"));
    assertThat(forwarder.status()).isEqualTo(new ForwardStatus(0, 5, 0, 0, 0));
  }

  @Test
  void theSecondProtocolSendsTheSame() throws Exception {
    protocol = Protocol.V2;
    forwarder = forwarder(Set.of());
    store(0, 3);
    sendAll();
    assertThat(values()).isEqualTo(numbers(3));
    assertThat(series.get(0).labels()).containsEntry("site", "houston");
  }

  @Test
  void whatFailsIsSentAgainLaterAndWhatFollowsWaits() throws Exception {
    store(0, 5);
    answers.addAll(List.of(204, 503, 500, 429));
    long asked = forwarder.round();
    assertThat(asked).isEqualTo(7000);
    assertThat(values()).isEqualTo(numbers(1));
    assertThat(forwarder.status().lagMillis()).isEqualTo(4000);
    long first = forwarder.round();
    assertThat(forwarder.round()).isGreaterThan(first);
    sendAll();
    assertThat(values()).isEqualTo(numbers(5));
    assertThat(forwarder.status().failedRequests()).isEqualTo(3);
  }

  @Test
  void whatTheTargetNeverTakesIsCountedAndHoldsNothingUp() throws Exception {
    store(0, 4);
    answers.addAll(List.of(204, 400));
    sendAll();
    assertThat(values()).containsExactly(0.0, 2.0, 3.0);
    assertThat(forwarder.status().droppedSamples()).isEqualTo(1);
  }

  @Test
  void aWrongTokenLosesNothing() throws Exception {
    store(0, 2);
    answers.addAll(List.of(401, 403, 404));
    for (int i = 0; i < 3; i++) {
      assertThat(forwarder.round()).isPositive();
    }
    sendAll();
    assertThat(values()).isEqualTo(numbers(2));
    assertThat(forwarder.status().droppedSamples()).isZero();
  }

  @Test
  void aTargetThatIsNotThereIsWaitedForLongerAndLonger() throws Exception {
    store(0, 1);
    server.stop(0);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      waits.add(forwarder.round());
    }
    assertThat(waits).isSorted().startsWith(500L, 1000L).endsWith(30_000L);
  }

  @Test
  void afterARestartItGoesOnWhereItWas() throws Exception {
    store(0, 6);
    answers.addAll(List.of(204, 204, 204, 503));
    forwarder.round();
    close();
    open();
    store(6, 2);
    sendAll();
    assertThat(values()).isEqualTo(numbers(8));
  }

  @Test
  void whatWasSealedMeanwhileIsSentTheSame() throws Exception {
    store(0, 6);
    answers.addAll(List.of(204, 204, 503));
    forwarder.round();
    clock.set(START + Duration.ofHours(2).toMillis());
    assertThat(store.sealDue()).isEqualTo(1);
    store(6, 2);
    sendAll();
    assertThat(values()).isEqualTo(numbers(8));
    assertThat(forwarder.status().missedBatches()).isZero();
    // And a target that comes later gets all of it from the files.
    taken.clear();
    forwarder =
        new Forwarder(
            new ForwardConfig(
                "later",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/write"),
                "secret",
                Protocol.V1,
                Map.of(),
                Set.of()),
            store,
            positions,
            "rackproof test");
    sendAll();
    assertThat(values()).isEqualTo(numbers(8));
  }

  @Test
  void whatWasDeletedBeforeItsTurnIsCounted() throws Exception {
    store(0, 2);
    sendAll();
    store(2, 3);
    clock.set(START + Duration.ofHours(2).toMillis());
    store.sealDue();
    Path samples = directory.resolve("samples").resolve(RACK);
    close();
    try (var files = java.nio.file.Files.list(samples)) {
      for (Path file : files.toList()) {
        java.nio.file.Files.delete(file);
      }
    }
    open();
    store(5, 1);
    sendAll();
    assertThat(values()).containsExactly(0.0, 1.0, 5.0);
    assertThat(forwarder.status().missedBatches()).isEqualTo(3);
  }

  @Test
  void onlyTheRacksThatAreNamedAreSent() throws Exception {
    store(0, 1);
    forwarder = forwarder(Set.of("gen2-008"));
    sendAll();
    assertThat(values()).isEmpty();
  }
}
