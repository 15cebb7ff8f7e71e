package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.Loss;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTest {

  @TempDir Path folder;

  private final StringWriter told = new StringWriter();

  private int doctor(String config) throws Exception {
    told.getBuffer().setLength(0);
    Path file = Files.writeString(folder.resolve("collector.yaml"), config);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true)).setErr(new PrintWriter(told, true));
    return line.execute("doctor", "-c", file.toString());
  }

  /** Whether this machine's clock is kept right is its own business. */
  private boolean wrongBesideTheClock() {
    return told.toString()
        .lines()
        .anyMatch(line -> line.startsWith("WRONG") && !line.contains("clock"));
  }

  @Test
  void portThatAnotherProgramHasIsWrongAndAFreeOneIsNot() throws Exception {
    doctor("ingest: {listen: \"127.0.0.1:0\", plain: true}\nweb: {listen: \"127.0.0.1:0\"}\n");
    assertThat(told.toString()).contains("it does not run").contains("127.0.0.1:0 is free");
    assertThat(wrongBesideTheClock()).as(told.toString()).isFalse();
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int status =
          doctor(
              "ingest: {listen: \"127.0.0.1:0\", plain: true}\nweb: {listen: \"127.0.0.1:%d\"}\n"
                  .formatted(taken.getLocalPort()));
      assertThat(status).isEqualTo(Main.FAULT);
      assertThat(told.toString()).contains("pages' port 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void runningCollectorIsReachedInsteadAndItsLossesAreTold() throws Exception {
    CollectorConfig config = config();
    try (Collector collector = Collector.start(config)) {
      String text =
          "ingest: {listen: \"%s\", plain: true}\nweb: {listen: \"%s\"}\ndata: {directory: data}\n"
              .formatted(collector.ingestAddress(), collector.webAddress());
      doctor(text);
      assertThat(told.toString())
          .contains("it runs")
          .contains("agents' port " + collector.ingestAddress() + " answers")
          .contains("pages' port " + collector.webAddress() + " answers")
          .contains("the store opens; 0 racks");
    }
    long now = Clock.systemUTC().millis();
    try (SampleStore store = SampleStore.open(config.store(), Clock.systemUTC())) {
      store.lost("gen2-007", "e", new Loss(1, 2, now - 5_000, now, 7, "the spool was full"));
    }
    doctor("ingest: {listen: \"127.0.0.1:0\", plain: true}\ndata: {directory: data}\n");
    assertThat(told.toString()).contains("gen2-007 lost samples").contains("the spool was full");
  }

  private CollectorConfig config() throws Exception {
    return CollectorFile.read(
        Files.writeString(
            folder.resolve("first.yaml"),
            """
            ingest: {listen: "127.0.0.1:0", plain: true}
            web: {listen: "127.0.0.1:0"}
            data: {directory: data}
            """));
  }

  @Test
  void certificatesAndThoseWhoAreToldAreLookedAt() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    for (String empty : new String[] {"own.pem", "own.key", "ca.pem"}) {
      Files.createFile(folder.resolve(empty));
    }
    int status =
        doctor(
            """
            ingest: {listen: "127.0.0.1:0", certificate: own.pem, key: own.key, authority: ca.pem}
            web: {listen: "127.0.0.1:0"}
            notify: {targets: [{name: desk, webhook: "http://127.0.0.1:%d/"}]}
            """
                .formatted(free));
    assertThat(status).isEqualTo(Main.FAULT);
    assertThat(told.toString())
        .contains("own.pem: holds no certificate")
        .contains("ca.pem: holds no certificate")
        .contains("to be told: desk 127.0.0.1:" + free);
    doctor(
        "ingest: {listen: \"127.0.0.1:0\", names: [localhost]}\nweb: {listen: \"127.0.0.1:0\"}\n");
    assertThat(told.toString()).contains("the authority is made at the first start");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void mistakeInTheFileIsToldAsEverywhere() throws Exception {
    assertThat(doctor("ingest: {plane: true}\n")).isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("plane").contains("Did you mean 'plain'?");
  }
}
