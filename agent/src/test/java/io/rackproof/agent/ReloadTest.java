package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.serial.Instrument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program in a process of its own, and the signal SIGHUP. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadTest {

  private static final String VALUES =
      "2.4E+02,9.0E+01,2.1E+04,2.2E+04,9.9E-01,6.0E+01,1.5E+00,2.5E+00,1.0E+03\n";

  /** How the log tells a device that answers, for the first time or again. */
  private static final String TOLD = "%s: (10 values|back after)";

  @TempDir private Path directory;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void write(int metrics, String... devices) throws IOException {
    Files.writeString(
        directory.resolve("rack.yaml"),
        """
        rack: {id: r1}
        collector: {address: "127.0.0.1:1", plain: true}
        metrics: {listen: "127.0.0.1:%d"}
        defaults: {interval: 50ms, timeout: 5s}
        devices:
        """
                .formatted(metrics)
            + String.join("", devices));
  }

  private static String meter(String name, String port) {
    return "  - {name: %s, role: meter, profile: scpi-power-analyzer, serial: {port: \"%s\"}}%n"
        .formatted(name, port);
  }

  /** The program, whose log is read line by line. */
  private final class Program implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    Program() throws IOException {
      process =
          new ProcessBuilder(
                  // Whoever runs the tests may ignore the signal, and children inherit that.
                  "/usr/bin/env",
                  "--default-signal=HUP",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.rackproof.agent.AgentCommand",
                  "run",
                  "-c",
                  "rack.yaml")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      Thread reader = new Thread(this::readLog, "log of the program");
      reader.setDaemon(true);
      reader.start();
    }

    private void readLog() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          log.add(line);
        }
      } catch (IOException e) {
        // The program was ended.
      }
    }

    /**
     * A device gives its values. The first request to a line that was just opened may be lost: then
     * the device is told as one that has come back. It may give them before the program has told
     * what it does with its file.
     */
    void awaitValues(String device) throws InterruptedException {
      Pattern told = Pattern.compile(TOLD.formatted(device));
      if (seen.stream().noneMatch(line -> told.matcher(line).find())) {
        await(told);
      }
    }

    String await(String part) throws InterruptedException {
      return await(Pattern.compile(Pattern.quote(part)));
    }

    private String await(Pattern part) throws InterruptedException {
      String line = "";
      while (!part.matcher(line).find()) {
        line = log.poll(60, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("no line with '" + part + "' came after " + seen);
        }
        seen.add(line);
      }
      return line;
    }

    void hangUp() throws Exception {
      Process kill = new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }

  private static double metric(int port, String name) throws Exception {
    String all =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(all);
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  private static String polls(String device) {
    return "rackproof_agent_polls_total{device=\"" + device + "\",rack=\"r1\",}";
  }

  private static Instrument instrument(Path at) throws IOException {
    Files.createDirectories(at);
    return new Instrument(at)
        .answers("*IDN?", "ACME,PA,1,2\n")
        .answers(":NUMERIC:NORMAL:VALUE?", VALUES);
  }

  @Test
  void hangupTakesWhatHasChangedAndLeavesTheRestAlone() throws Exception {
    int port = freePort();
    try (Instrument one = instrument(directory.resolve("one"));
        Instrument two = instrument(directory.resolve("two"));
        Instrument three = instrument(directory.resolve("three"))) {
      write(port, meter("m1", one.port()), meter("m2", two.port()));
      try (Program program = new Program()) {
        program.awaitValues("m1");
        write(port, meter("m1", one.port()), meter("m2", three.port()), meter("m3", two.port()));
        double before = metric(port, polls("m1"));
        program.hangUp();
        assertThat(program.await("rack.yaml read again"))
            .endsWith("read again: 1 added (m3), 1 changed (m2), 1 unchanged");
        program.awaitValues("m3");
        assertThat(metric(port, polls("m1"))).isGreaterThanOrEqualTo(before);
        assertThat(metric(port, polls("m3"))).isPositive();
        // One that goes on is not told as if it were new.
        assertThat(program.seen)
            .filteredOn(line -> Pattern.compile(TOLD.formatted("m1")).matcher(line).find())
            .hasSize(1);

        write(port, meter("m1", one.port()), meter("m2", three.port()), "  - {name: m3}\n");
        program.hangUp();
        program.await("cannot be used, everything goes on as before");
        assertThat(program.await("rack.yaml:8:5")).contains("the key 'role' is missing");
        assertThat(metric(port, "rackproof_agent_config_last_reload_successful{rack=\"r1\",}"))
            .isZero();
        assertThat(metric(port, "rackproof_agent_config_reload_failures_total{rack=\"r1\",}"))
            .isEqualTo(1);
        assertThat(metric(port, polls("m3"))).isPositive();

        write(port, meter("m1", one.port()));
        Path file = directory.resolve("rack.yaml");
        Files.writeString(file, Files.readString(file).replace("{id: r1}", "{id: r2}"));
        program.hangUp();
        program.await("rack.id is now 'r2': the spool still holds samples of 'r1'");

        // Its own metrics move, with all that they have counted.
        int moved = freePort();
        write(moved, meter("m1", one.port()));
        program.hangUp();
        assertThat(program.await("rack.yaml read again"))
            .endsWith("2 removed (m2, m3), 1 unchanged; its own metrics are served anew");
        int left = port;
        assertThatThrownBy(() -> metric(left, polls("m1"))).isInstanceOf(ConnectException.class);
        port = moved;
        assertThat(metric(port, "rackproof_agent_config_last_reload_successful{rack=\"r1\",}"))
            .isEqualTo(1);
        assertThat(metric(port, "rackproof_agent_config_reloads_total{rack=\"r1\",}")).isEqualTo(2);
        assertThat(metric(port, polls("m3"))).isNaN();
        assertThat(metric(port, polls("m1"))).isGreaterThan(before);
      }
    }
  }

  private void write(String device, int collector, String more) throws IOException {
    Files.writeString(
        directory.resolve("rack.yaml"),
        """
        rack: {id: r1}
        collector: {address: "127.0.0.1:%d", plain: true}
        metrics: {listen: none}
        defaults: {interval: 50ms, timeout: 5s}
        %s
        devices:
        %s"""
            .formatted(collector, more, device));
  }

  private static String traps(int port) {
    return "traps: {listen: \"127.0.0.1:%d\", communities: [public]}".formatted(port);
  }

  private static DatagramSocket udp(int port) throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static int freeUdpPort() throws IOException {
    try (DatagramSocket socket = udp(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void hangupMovesTheTrapListenerTheSpoolsBoundsAndTheCollector() throws Exception {
    int first = freeUdpPort();
    int second = freeUdpPort();
    try (Instrument one = instrument(directory.resolve("one"));
        DatagramSocket taken = udp(0);
        ServerSocket collector = new ServerSocket(0)) {
      String device = meter("m1", one.port());
      write(device, 1, "");
      try (Program program = new Program()) {
        program.awaitValues("m1");

        write(device, 1, traps(first));
        program.hangUp();
        assertThat(program.await("rack.yaml read again"))
            .endsWith("read again: 1 unchanged; notifications are taken anew");
        assertThatThrownBy(() -> udp(first)).isInstanceOf(BindException.class);

        write(device, 1, traps(second));
        program.hangUp();
        program.await("rack.yaml read again");
        udp(first).close();
        assertThatThrownBy(() -> udp(second)).isInstanceOf(BindException.class);

        // Another community at the same port.
        write(device, 1, traps(second).replace("public", "other"));
        program.hangUp();
        program.await("rack.yaml read again");
        assertThatThrownBy(() -> udp(second)).isInstanceOf(BindException.class);

        write(device, 1, traps(taken.getLocalPort()));
        program.hangUp();
        program.await("traps.listen: cannot listen on UDP 127.0.0.1:" + taken.getLocalPort());
        assertThatThrownBy(() -> udp(second)).isInstanceOf(BindException.class);

        write(device, 1, "spool: {directory: spool, max-size: 1 MiB}");
        program.hangUp();
        assertThat(program.await("rack.yaml read again"))
            .endsWith("1 unchanged; notifications are taken anew; the spool has new bounds");
        udp(second).close();

        write(device, 1, "spool: {directory: elsewhere}");
        program.hangUp();
        program.await("spool.directory is now elsewhere: batches that wait in spool would be left");

        write(device, collector.getLocalPort(), "spool: {directory: spool, max-size: 1 MiB}");
        collector.setSoTimeout(60_000);
        program.hangUp();
        assertThat(program.await("rack.yaml read again"))
            .endsWith("1 unchanged; the collector is connected anew");
        collector.accept().close();
      }
    }
  }
}
