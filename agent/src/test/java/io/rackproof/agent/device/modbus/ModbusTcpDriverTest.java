package io.rackproof.agent.device.modbus;

import static io.rackproof.agent.device.modbus.Points.detail;
import static io.rackproof.agent.device.modbus.Points.holding;
import static io.rackproof.agent.device.modbus.Points.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusTcpDriverTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);

  private final TcpServer server;
  private final List<ModbusDriver> drivers = new ArrayList<>();

  ModbusTcpDriverTest() throws IOException {
    server = new TcpServer();
  }

  @BeforeEach
  void fill() {
    for (int address = 0; address < 300; address++) {
      server.unit.memory.put(address, 1000 + address);
    }
  }

  @AfterEach
  void stop() throws Exception {
    drivers.forEach(ModbusDriver::close);
    server.close();
  }

  private ModbusDriver driver(Duration timeout) {
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", server.port());
    ModbusDriver driver =
        new ModbusDriver(new ModbusConfig(link, 12, timeout, 120, 8, Duration.ZERO), TICKER);
    drivers.add(driver);
    return driver;
  }

  private static List<Point> holdings(int from, int to) {
    return IntStream.range(from, to).mapToObj(Points::holding).toList();
  }

  @Test
  void allTablesAreReadWithTheirOwnFunction() {
    List<Point> points =
        List.of(
            Points.of(Table.COIL, 5, new Format.Contact()),
            Points.of(Table.DISCRETE, 6, new Format.Contact()),
            Points.of(Table.INPUT, 7, new Format.Whole(1, false, WordOrder.BIG)),
            holding(8));
    assertThat(outcomes(driver(PATIENT).read(points))).isEqualTo(List.of(1.0, 0.0, 1007.0, 1008.0));
    assertThat(server.unit.functions).containsExactly(1, 2, 3, 4);
  }

  @Test
  void rawWordsComeWithEachReading() {
    Point point = Points.of(Table.HOLDING, 1, new Format.Whole(2, false, WordOrder.BIG));
    assertThat(driver(PATIENT).read(List.of(point)).get(0).raw()).isEqualTo("0x03E9 0x03EA");
  }

  @Test
  void anAddressThatIsRefusedIsIsolatedAndTheOthersAreRead() {
    server.unit.refused.add(37);
    ModbusDriver driver = driver(PATIENT);
    List<Reading> readings = driver.read(holdings(0, 100));
    assertThat(outcomes(readings).get(37)).isEqualTo(Cause.ABSENT);
    assertThat(detail(readings.get(37)))
        .isEqualTo("exception 2 (illegal data address) for holding 0x0025");
    assertThat(outcomes(readings).stream().filter(Double.class::isInstance)).hasSize(99);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aRefusedAddressIsRememberedAndNotAskedAgain() {
    server.unit.refused.add(37);
    ModbusDriver driver = driver(PATIENT);
    List<Reading> first = driver.read(holdings(0, 100));
    server.unit.requests.clear();
    List<Reading> second = driver.read(holdings(0, 100));
    assertThat(outcomes(second)).isEqualTo(outcomes(first));
    assertThat(server.unit.requests).hasSizeLessThan(10).doesNotContain("3:0025+1");
  }

  @Test
  void aRefusedAddressIsAskedAgainAfterAWhile() {
    server.unit.refused.add(1);
    ModbusDriver driver = driver(PATIENT);
    driver.read(holdings(0, 2));
    server.unit.refused.clear();
    Object outcome = Cause.ABSENT;
    for (int i = 0; i < UnitKnowledge.ROUNDS_UNTIL_ASKED_AGAIN + 1; i++) {
      outcome = outcomes(driver.read(holdings(0, 2))).get(1);
    }
    assertThat(outcome).isEqualTo(1001.0);
  }

  @Test
  void registersThatAreOnlyReadAlongMayBeRefused() {
    server.unit.refused.add(3);
    ModbusDriver driver = driver(PATIENT);
    List<Point> points = List.of(holding(0), holding(6));
    assertThat(outcomes(driver.read(points))).containsExactly(1000.0, 1006.0);
    server.unit.requests.clear();
    driver.read(points);
    assertThat(server.unit.requests).containsExactly("3:0000+1", "3:0006+1");
  }

  @Test
  void aUnitThatRefusesEverythingIsStillAskedWhetherItIsThere() {
    IntStream.range(0, 300).forEach(server.unit.refused::add);
    ModbusDriver driver = driver(SHORT);
    assertThat(outcomes(driver.read(holdings(0, 3)))).containsOnly(Cause.ABSENT);
    server.unit.requests.clear();
    assertThat(outcomes(driver.read(holdings(0, 3)))).containsOnly(Cause.ABSENT);
    assertThat(server.unit.requests).hasSize(1);
  }

  @Test
  void otherExceptionsAreRefusalsWithTheirNameAndNeverReconnect() {
    server.unit.exception = 6;
    ModbusDriver driver = driver(PATIENT);
    List<Reading> readings = driver.read(holdings(0, 2));
    assertThat(outcomes(readings)).containsOnly(Cause.REFUSED);
    assertThat(detail(readings.get(0))).contains("exception 6 (device busy)");
    server.unit.exception = 0;
    assertThat(outcomes(driver.read(holdings(0, 2)))).containsExactly(1000.0, 1001.0);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aGatewayWithoutItsUnitIsAskedOnce() {
    server.unit.exception = 11;
    List<Reading> readings = driver(PATIENT).read(List.of(holding(0), holding(200)));
    assertThat(outcomes(readings)).containsOnly(Cause.TIMEOUT);
    assertThat(detail(readings.get(1))).contains("gateway target does not respond");
    assertThat(server.unit.requests).hasSize(1);
  }

  @Test
  void aSilentUnitTimesOutAndIsNotAskedTheRest() {
    server.unit.silent = true;
    ModbusDriver driver = driver(SHORT);
    List<Reading> readings = driver.read(List.of(holding(0), holding(100), holding(200)));
    assertThat(outcomes(readings)).containsOnly(Cause.TIMEOUT);
    assertThat(server.unit.requests).hasSize(1);
  }

  @Test
  void theLateAnswerOfASilentUnitIsNotTakenForTheNextOne() {
    List<byte[]> held = new ArrayList<>();
    server.wire =
        frame -> {
          held.add(server.wellBehaved(frame));
          return new byte[0];
        };
    ModbusDriver driver = driver(SHORT);
    assertThat(outcomes(driver.read(List.of(holding(5))))).containsOnly(Cause.TIMEOUT);
    server.wire = frame -> joined(held.get(0), server.wellBehaved(frame));
    ModbusDriver patient = driver;
    assertThat(outcomes(patient.read(List.of(holding(7))))).containsExactly(1007.0);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void theAnswerOfAnotherUnitIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> {
          byte[] answer = server.wellBehaved(frame);
          answer[6] = 13;
          return answer;
        },
        "unit 13 answered instead of unit 12");
  }

  @Test
  void theAnswerOfAnotherFunctionIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> {
          byte[] answer = server.wellBehaved(frame);
          answer[7] = 4;
          return answer;
        },
        "function 4 answered 3");
  }

  @Test
  void aWrongByteCountIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> TcpServer.frame(frame, new byte[] {12, 3, 4, 0, 1, 0, 2}),
        "4 bytes of data instead of 2");
  }

  @Test
  void aByteCountBeyondTheFrameIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> TcpServer.frame(frame, new byte[] {12, 3, 2, 0}),
        "1 bytes came and 2 were announced");
  }

  @Test
  void bytesThatAreNoFrameAreGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame ->
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "");
  }

  @Test
  void aTruncatedAnswerIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> java.util.Arrays.copyOf(server.wellBehaved(frame), 9), "the answer is cut off");
  }

  private void garbageThenRight(TcpServer.Wire wire, String detail) {
    ModbusDriver driver = driver(Duration.ofMillis(400));
    server.wire = wire;
    List<Reading> readings = driver.read(List.of(holding(7)));
    assertThat(outcomes(readings)).containsExactly(Cause.GARBAGE);
    assertThat(detail(readings.get(0))).contains(detail).doesNotContain("\n");
    server.wire = server::wellBehaved;
    List<Reading> after = driver.read(List.of(holding(8)));
    assertThat(outcomes(after)).containsExactly(1008.0);
  }

  @Test
  void aConnectionThatTheDeviceClosedWhileItWasIdleIsOpenedAgainByTheSameRead() throws IOException {
    ModbusDriver driver = driver(PATIENT);
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(1007.0);
    server.dropConnections();
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(1007.0);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void aDeviceThatHangsUpInsteadOfAnsweringIsUnreachable() {
    server.wire =
        frame -> {
          server.dropConnections();
          return new byte[0];
        };
    ModbusDriver driver = driver(PATIENT);
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(Cause.UNREACHABLE);
    server.wire = server::wellBehaved;
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(1007.0);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void unitsBehindOneAddressShareOneConnection() {
    ModbusLinks links = new ModbusLinks(TICKER);
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", server.port());
    List<ModbusDriver> units =
        IntStream.range(1, 4)
            .mapToObj(
                unit ->
                    new ModbusDriver(
                        new ModbusConfig(link, unit, PATIENT, 120, 8, Duration.ZERO),
                        links,
                        TICKER))
            .toList();
    units.forEach(unit -> unit.read(List.of(holding(1))));
    assertThat(server.connections).hasValue(1);
    units.get(0).close();
    units.get(0).close();
    assertThat(outcomes(units.get(1).read(List.of(holding(1))))).containsExactly(1001.0);
    assertThat(server.connections).hasValue(1);
    units.forEach(ModbusDriver::close);
  }

  @Test
  void aNumberThatTheDeviceMarksAsNoneIsNotAvailable() {
    ByteBuffer nan = ByteBuffer.allocate(4).putFloat(0, Float.NaN);
    server.unit.memory.put(0, (int) nan.getShort(0) & 0xFFFF);
    server.unit.memory.put(1, (int) nan.getShort(2) & 0xFFFF);
    Point point = Points.of(Table.HOLDING, 0, new Format.Real(2, WordOrder.BIG));
    assertThat(outcomes(driver(PATIENT).read(List.of(point)))).containsExactly(Cause.NOT_AVAILABLE);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
