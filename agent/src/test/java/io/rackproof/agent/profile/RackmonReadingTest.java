package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.IdentificationSource;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.catalogue.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of an independent server equals what the map says of its words. */
class RackmonReadingTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final int PATIENCE = 500;

  @TempDir private Path directory;

  @BeforeEach
  void needPymodbus() throws Exception {
    RackmonServer.assumeInstalled();
  }

  @ParameterizedTest
  @CsvSource({
    "orv3_rpu.json,12,1",
    "orv3_rpu.json,12,2",
    "orv3_hpr_psu.json,144,3",
    "orv2_psu.json,160,4",
    "orv3_bbu.json,64,5",
    "orv3_power_recv.json,8,6",
    "orv3_psu.json,200,7"
  })
  void everyPointOverTcpEqualsWhatTheMapSaysOfTheWords(String name, int unit, int seed)
      throws Exception {
    Path map = RackmonServer.map(name);
    int port = RackmonServer.freePort();
    Profile profile = RackmonMap.read(map, CATALOGUE);
    try (RackmonServer server = RackmonServer.network("tcp", map, seed, unit, port);
        ModbusDriver driver = driver(new ModbusConfig.Tcp("127.0.0.1", port), unit, profile)) {
      assertEqual(server.expected(), readOnceUp(driver, profile.points()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "rtu-over-tcp", "ascii-over-tcp"})
  void everyPointOverOtherWaysEqualsWhatTheMapSaysOfTheWords(String kind) throws Exception {
    Path map = RackmonServer.map("orv3_rpu.json");
    int port = RackmonServer.freePort();
    Profile profile = RackmonMap.read(map, CATALOGUE);
    ModbusConfig.Link link =
        switch (kind) {
          case "udp" -> new ModbusConfig.Udp("127.0.0.1", port);
          case "rtu-over-tcp" ->
              new ModbusConfig.Tcp("127.0.0.1", port, ModbusConfig.Wrapping.RTU_OVER_TCP);
          default -> new ModbusConfig.Tcp("127.0.0.1", port, ModbusConfig.Wrapping.ASCII_OVER_TCP);
        };
    try (RackmonServer server = RackmonServer.network(kind, map, 9, 12, port);
        ModbusDriver driver = driver(link, 12, profile)) {
      assertEqual(server.expected(), readOnceUp(driver, profile.points()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtu", "ascii"})
  void everyPointOnASerialLineEqualsWhatTheMapSaysOfTheWords(String kind) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/socat")), "needs the Debian package 'socat'");
    Path map = RackmonServer.map("orv3_rpu.json");
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    Process socat =
        new ProcessBuilder("socat", "pty,raw,echo=0,link=" + ours, "pty,raw,echo=0,link=" + theirs)
            .inheritIO()
            .start();
    try {
      while (!(Files.exists(ours) && Files.exists(theirs))) {
        assertThat(socat.waitFor(5, TimeUnit.MILLISECONDS)).as("socat ended").isFalse();
      }
      Profile profile = RackmonMap.read(map, CATALOGUE);
      ModbusConfig.Parity none = ModbusConfig.Parity.NONE;
      ModbusConfig.Link link =
          kind.equals("rtu")
              ? new ModbusConfig.Rtu(ours.toString(), 115_200, none, 1)
              : new ModbusConfig.Ascii(ours.toString(), 115_200, 8, none, 1, Duration.ZERO);
      try (RackmonServer server = RackmonServer.line(kind, map, 8, 12, theirs);
          ModbusDriver driver = driver(link, 12, profile)) {
        assertEqual(server.expected(), readOnceUp(driver, profile.points()));
        assertIdentity(driver);
      }
    } finally {
      socat.destroy();
      // It removes its links, as does who removes their folder.
      socat.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void identificationIsReadOverTcp() throws Exception {
    Path map = RackmonServer.map("orv3_rpu.json");
    int port = RackmonServer.freePort();
    Profile profile = RackmonMap.read(map, CATALOGUE);
    try (RackmonServer server = RackmonServer.network("tcp", map, 9, 12, port);
        ModbusDriver driver = driver(new ModbusConfig.Tcp("127.0.0.1", port), 12, profile)) {
      assertEqual(server.expected(), readOnceUp(driver, profile.points()));
      assertIdentity(driver);
    }
  }

  private static void assertIdentity(ModbusDriver driver) {
    assertThat(driver.identify().texts())
        .containsEntry(IdentificationSource.Item.VENDOR_NAME, "Maker A")
        .containsEntry(IdentificationSource.Item.PRODUCT_CODE, "RPU-1")
        .containsEntry(IdentificationSource.Item.REVISION, "2.17")
        .containsEntry(IdentificationSource.Item.MODEL_NAME, "EVT3");
  }

  private static ModbusDriver driver(ModbusConfig.Link link, int unit, Profile profile) {
    Profile.Modbus modbus = (Profile.Modbus) profile.protocol();
    return new ModbusDriver(
        new ModbusConfig(
            link,
            unit,
            Duration.ofSeconds(2),
            modbus.maxRegisters(),
            modbus.maxGap(),
            modbus.pause()),
        TICKER);
  }

  /** The server says what it holds before it listens. */
  private static List<Reading> readOnceUp(ModbusDriver driver, List<Point> points)
      throws Exception {
    List<Reading> readings = driver.read(points);
    for (int i = 0; i < PATIENCE && readings.get(0).outcome() instanceof Missing; i++) {
      new java.util.concurrent.CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      readings = driver.read(points);
    }
    return readings;
  }

  private static void assertEqual(JsonNode expected, List<Reading> readings) {
    assertThat(readings).hasSize(expected.size());
    for (Reading reading : readings) {
      Point point = reading.point();
      String flag = point.labels().get("flag");
      String key = point.labels().get("register") + (flag == null ? "" : "|" + flag);
      JsonNode want = expected.get(key);
      assertThat(want).as("%s is in the map", key).isNotNull();
      if (want.isTextual()) {
        assertThat(reading.outcome()).as(key).isEqualTo(new Text(want.textValue()));
      } else {
        assertThat(reading.outcome()).as(key).isInstanceOf(Value.class);
        double value = point.scaling().apply(((Value) reading.outcome()).number());
        double tolerance = 1e-12 * Math.max(1, Math.abs(want.doubleValue()));
        assertThat(value).as(key).isCloseTo(want.doubleValue(), Offset.offset(tolerance));
      }
    }
  }
}
