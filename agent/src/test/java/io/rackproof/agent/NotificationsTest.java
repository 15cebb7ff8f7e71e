package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.profile.Profiles;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SpoolEntry;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.device.SwitchObjects;
import io.rackproof.simulator.model.Rack;
import io.rackproof.simulator.scenario.Scenarios;
import io.rackproof.simulator.snmp.SnmpAgent;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.SeriesTable;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a trap of net-snmp to samples in the spool of a running agent. */
class NotificationsTest {

  private static final String LINK_DOWN = "1.3.6.1.6.3.1.1.5.3";

  @TempDir private Path directory;

  @BeforeEach
  void needNetSnmp() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/snmptrap")), "needs the Debian package 'snmp'");
  }

  private RackConfig config(int metrics, int traps, int device) throws Exception {
    Path file = directory.resolve("rack.yaml");
    Files.writeString(
        file,
        """
        rack: {id: r1}
        collector: {address: "127.0.0.1:%d", plain: true}
        spool: {directory: "%s"}
        metrics: {listen: "127.0.0.1:%d"}
        traps: {listen: "127.0.0.1:%d", communities: [traps]}
        defaults: {interval: 100ms, timeout: 20s}
        devices:
          - {name: switch-1, role: switch, profile: generic-switch, snmp: {address: "127.0.0.1:%d", community: public}}
        """
            .formatted(freePort(), directory.resolve("spool"), metrics, traps, device));
    return RackFile.read(file, new Profiles(Catalogue.load()));
  }

  private Agent start(RackConfig config) throws Exception {
    RackOption option = new RackOption();
    option.file = directory.resolve("rack.yaml");
    return Agent.start(
        config,
        config.collector().orElseThrow(),
        RunCommand.systemTicker(),
        new Reloads(option, RunCommand.systemTicker().wall()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int freeUdpPort() throws Exception {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return socket.getLocalPort();
    }
  }

  private void notify(String program, int port, String community, String type) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/" + program,
                "-v2c",
                "-c",
                community,
                "-t",
                "20",
                "127.0.0.1:" + port,
                "",
                type,
                "1.3.6.1.2.1.2.2.1.1.7",
                "i",
                "7")
            .redirectErrorStream(true);
    builder.environment().put("SNMP_PERSISTENT_DIR", directory.toString());
    builder.environment().put("MIBS", "");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String scrape(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void await(int port, String line) throws Exception {
    String seen = "";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!seen.contains(line) && System.nanoTime() < end) {
      seen = scrape(port);
    }
    assertThat(seen).contains(line);
  }

  @Test
  void trapsAndInformsBecomeSamplesWithTheLabelsThatPollsGive() throws Exception {
    int metrics = freePort();
    int traps = freeUdpPort();
    CountDownLatch polled = new CountDownLatch(200);
    Rack rack = new Rack(Scenarios.shipped("healthy").over(Duration.ofMinutes(4), 7));
    try (SnmpAgent device =
        new SnmpAgent(
            SwitchObjects.of(rack, 0),
            "public",
            () -> {
              polled.countDown();
              return 100;
            },
            t -> true,
            0)) {
      RackConfig config = config(metrics, traps, device.address().getPort());
      try (Agent agent = start(config)) {
        assertThat(agent).isNotNull();
        notify("snmpinform", traps, "traps", LINK_DOWN);
        notify("snmpinform", traps, "traps", "1.3.6.1.4.1.99999.0.1");
        notify("snmptrap", traps, "wrong", LINK_DOWN);
        await(metrics, "rackproof_agent_notifications_total{fate=\"taken\",rack=\"r1\",} 1.0");
        await(metrics, "rackproof_agent_notifications_total{fate=\"unnamed\",rack=\"r1\",} 1.0");
        await(metrics, "rackproof_agent_notifications_total{fate=\"refused\",rack=\"r1\",} 1.0");
        assertThat(polled.await(2, TimeUnit.MINUTES)).isTrue();
      }
    }
    List<Sample> samples = spooled();
    assertThat(samples)
        .filteredOn(s -> s.series().metric().equals("switch_port_up"))
        .filteredOn(s -> s.series().label("port").equals("Ethernet7"))
        .filteredOn(s -> s.value() == 0)
        .singleElement()
        .satisfies(s -> assertThat(s.quality()).isEqualTo(Quality.GOOD));
    assertThat(samples)
        .filteredOn(s -> s.series().metric().equals("device_notifications_total"))
        .anySatisfy(
            s -> {
              assertThat(s.series().label("notification")).isEqualTo("link-down");
              assertThat(s.value()).isEqualTo(1);
            })
        .anySatisfy(
            s -> {
              assertThat(s.series().label("notification")).isEqualTo("cold-start");
              assertThat(s.value()).isZero();
            })
        .allMatch(s -> s.quality() == Quality.GOOD);
  }

  @Test
  void aPortForNotificationsThatIsTakenIsTold() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      RackConfig config = config(freePort(), taken.getLocalPort(), 1);
      assertThatThrownBy(() -> start(config))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("traps.listen: cannot listen on UDP 127.0.0.1:");
    }
  }

  private List<Sample> spooled() throws Exception {
    SeriesTable table = new SeriesTable();
    List<Sample> samples = new ArrayList<>();
    try (SqliteSpool spool =
        SqliteSpool.open(
            SpoolConfig.in(directory.resolve("spool")), RunCommand.systemTicker().wall())) {
      String epoch = spool.position().epoch();
      long after = 0;
      List<SpoolEntry> entries = spool.read(epoch, after, 100);
      while (!entries.isEmpty()) {
        for (SpoolEntry entry : entries) {
          byte[] encoded = ((SpoolEntry.StoredBatch) entry).encoded().toByteArray();
          samples.addAll(BatchCodec.decode(encoded, table).samples());
          after = entry.lastSequence();
        }
        entries = spool.read(epoch, after, 100);
      }
    }
    return samples;
  }
}
