package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.serial.Instrument;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SpoolEntry;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stages but the collector, which is not there: what was read is in the spool. */
class AgentTest {

  @TempDir private Path directory;

  private RackConfig config(int metricsPort, int collectorPort, String meterPort) throws Exception {
    Path file = directory.resolve("rack.yaml");
    Files.writeString(
        file,
        """
        rack: {id: r1}
        collector: {address: "127.0.0.1:%d", plain: true}
        spool: {directory: "%s"}
        metrics: {listen: "127.0.0.1:%d"}
        defaults: {interval: 100ms, timeout: 5s}
        devices:
          - name: meter-1
            role: meter
            profile: scpi-power-analyzer
            accuracy: {meter_power_watts: {reading: 0.1 %%, absolute: 2}}
            serial: {port: "%s"}
          - {name: meter-2, role: meter, profile: scpi-power-analyzer, serial: {port: /dev/rackproof-absent}}
        """
            .formatted(collectorPort, directory.resolve("spool"), metricsPort, meterPort));
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

  private static String scrape(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void whatIsReadIsInTheSpoolAndItsOwnMetricsTellOfIt() throws Exception {
    int port = freePort();
    try (Instrument meter = new Instrument(directory)) {
      meter.answers("*IDN?", "ACME,PA,1,2\n");
      meter.answers(
          ":NUMERIC:NORMAL:VALUE?",
          "2.4E+02,9.0E+01,2.1E+04,2.2E+04,9.9E-01,6.0E+01,1.5E+00,2.5E+00,1.0E+03\n");
      RackConfig config = config(port, freePort(), meter.port());
      try (Agent agent = start(config)) {
        assertThat(agent).isNotNull();
        // Three polls: each asks two questions.
        for (int i = 0; i < 6; i++) {
          meter.nextPrompt();
        }
        String metrics = scrape(port);
        assertThat(metrics)
            .contains("rackproof_agent_points_total{device=\"meter-1\",rack=\"r1\",}")
            .doesNotContain("rackproof_agent_points_total{device=\"meter-1\",rack=\"r1\",} 0.0")
            .contains("rackproof_agent_points_total{device=\"meter-2\",rack=\"r1\",} 0.0")
            .contains("rackproof_agent_uplink_connected{rack=\"r1\",} 0.0")
            .contains("jvm_memory_used_bytes");
        for (String line : metrics.lines().filter(l -> !l.startsWith("#")).toList()) {
          String name = line.split("[{ ]", 2)[0];
          assertThat(metrics).contains("# HELP " + name.replaceAll("_(count|sum)$", ""));
        }
      }
    }
    SeriesTable table = new SeriesTable();
    List<Sample> samples = spooled(table);
    Series power =
        Series.of("meter_power_watts", Map.of("rack", "r1", "device", "meter-1", "role", "meter"));
    assertThat(samples)
        .filteredOn(s -> s.quality() == Quality.GOOD)
        .extracting(s -> table.instrument(s.series()))
        .filteredOn(instrument -> instrument != null)
        .containsOnly(
            new DatedInstrument(
                power,
                Objects.requireNonNull(table.instrument(power)).sinceMillis(),
                new io.rackproof.wire.Instrument(0.001, 2, 0, 0, false)));
    assertThat(samples).anySatisfy(s -> check(s, "meter-1", "meter_voltage_volts", 240));
    assertThat(samples).anySatisfy(s -> check(s, "meter-1", "meter_energy_joules_total", 3.6e6));
    assertThat(samples)
        .anySatisfy(s -> check(s, "meter-1", "meter_voltage_distortion_ratio", 0.015));
    assertThat(samples).anySatisfy(s -> check(s, "meter-1", "device_up", 1));
    assertThat(samples).anySatisfy(s -> check(s, "meter-2", "device_up", 0));
    assertThat(samples)
        .filteredOn(s -> s.series().label("device").equals("meter-2"))
        .filteredOn(s -> s.series().metric().startsWith("meter_"))
        .isNotEmpty()
        .allMatch(s -> s.quality() == Quality.NOT_AVAILABLE && Double.isNaN(s.value()));
  }

  private static void check(Sample sample, String device, String metric, double value) {
    assertThat(sample.series().metric()).isEqualTo(metric);
    assertThat(sample.series().label("device")).isEqualTo(device);
    assertThat(sample.value()).isEqualTo(value);
    assertThat(sample.quality()).isEqualTo(Quality.GOOD);
  }

  private List<Sample> spooled(SeriesTable table) throws Exception {
    List<Sample> samples = new ArrayList<>();
    try (SqliteSpool spool =
        SqliteSpool.open(
            SpoolConfig.in(directory.resolve("spool")), RunCommand.systemTicker().wall())) {
      String epoch = spool.position().epoch();
      long after = 0;
      List<SpoolEntry> entries = spool.read(epoch, after, 100);
      while (!entries.isEmpty()) {
        for (SpoolEntry entry : entries) {
          assertThat(entry).isInstanceOf(SpoolEntry.StoredBatch.class);
          byte[] encoded = ((SpoolEntry.StoredBatch) entry).encoded().toByteArray();
          samples.addAll(BatchCodec.decode(encoded, table).samples());
          after = entry.lastSequence();
        }
        entries = spool.read(epoch, after, 100);
      }
    }
    return samples;
  }

  @Test
  void addressOfTheMetricsThatIsTakenIsToldAndNothingIsLeftBehind() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RackConfig config = config(taken.getLocalPort(), freePort(), "/dev/rackproof-absent-2");
      assertThatThrownBy(() -> start(config))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("metrics.listen: cannot listen on 127.0.0.1:");
    }
    // The spool is free again.
    SqliteSpool.open(SpoolConfig.in(directory.resolve("spool")), RunCommand.systemTicker().wall())
        .close();
  }
}
