package io.rackproof.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts in Debian's own Alertmanager. */
class AlertmanagerTest {

  private static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  private static void await(String what, Callable<Boolean> done) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    CountDownLatch never = new CountDownLatch(1);
    while (!done.call()) {
      assertThat(System.nanoTime()).as("waiting until %s", what).isLessThan(deadline);
      assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private JsonNode alerts(String base) throws Exception {
    return MAPPER.readTree(
        http.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v2/alerts")).build(),
                BodyHandlers.ofString())
            .body());
  }

  @Test
  void alertsBeginAndEndInARealAlertmanager() throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "needs the Debian package 'prometheus-alertmanager'");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("alertmanager.yml"),
            "route: {receiver: none}\nreceivers: [{name: none}]\n");
    Process process =
        new ProcessBuilder(
                List.of(
                    PROGRAM.toString(),
                    "--config.file=" + config,
                    "--storage.path=" + directory.resolve("data"),
                    "--cluster.listen-address=",
                    "--web.listen-address=127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    String base = "http://127.0.0.1:" + port;
    try (Outbox outbox = Outbox.open(directory.resolve("notices.sqlite"))) {
      await(
          "it is ready",
          () -> {
            try {
              return http.send(
                          HttpRequest.newBuilder(URI.create(base + "/-/ready")).build(),
                          BodyHandlers.discarding())
                      .statusCode()
                  == 200;
            } catch (IOException e) {
              return false;
            }
          });
      NotifyTarget target = NotifiedCollector.alertmanager(URI.create(base));
      // It compares times with its own clock.
      SetClock clock = new SetClock(Clock.systemUTC().millis());
      Notice notice =
          new Notice(
              "gate/1",
              Event.GATE_FAILED,
              "20261128-gen2-007-1",
              SentRack.RACK.id(),
              "COOL-14",
              "",
              "gen2-007: gate COOL-14 failed",
              clock.millis() - 5_000,
              OptionalLong.empty());
      outbox.add(notice, List.of(target));
      Courier courier = new Courier(target, outbox, "https://rackproof.example", "test", clock);
      assertThat(courier.round()).isZero();
      await("the alert is there", () -> alerts(base).size() == 1);
      JsonNode alert = alerts(base).get(0);
      assertThat(alert.at("/labels/alertname").asText()).isEqualTo("RackproofGateFailed");
      assertThat(alert.at("/labels/team").asText()).isEqualTo("acceptance");
      assertThat(alert.at("/annotations/summary").asText()).contains("COOL-14");
      assertThat(alert.at("/generatorURL").asText()).endsWith("/racks/gen2-007/criteria/COOL-14");
      assertThat(alert.at("/status/state").asText()).isIn("active", "unprocessed");

      outbox.add(notice.ended(clock.millis() - 1_000), List.of(target));
      assertThat(courier.round()).isZero();
      await("the alert is over", () -> alerts(base).isEmpty());
      assertThat(courier.status().sent()).isEqualTo(2);
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
