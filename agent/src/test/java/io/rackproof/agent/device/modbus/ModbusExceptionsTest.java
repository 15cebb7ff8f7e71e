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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exception replies mean what the application protocol, section 7, says that they mean. */
class ModbusExceptionsTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final TcpServer server;
  private final List<ModbusDriver> drivers = new ArrayList<>();

  ModbusExceptionsTest() throws IOException {
    server = new TcpServer();
  }

  @BeforeEach
  void fill() {
    for (int address = 0; address < 400; address++) {
      server.unit.memory.put(address, 1000 + address);
    }
  }

  @AfterEach
  void stop() throws Exception {
    drivers.forEach(ModbusDriver::close);
    server.close();
  }

  private ModbusDriver driver() {
    return driver(PATIENT, 120, 8);
  }

  private ModbusDriver driver(Duration timeout, int maxRegisters, int maxGap) {
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", server.port());
    ModbusDriver driver =
        new ModbusDriver(
            new ModbusConfig(link, 12, timeout, maxRegisters, maxGap, Duration.ZERO), TICKER);
    drivers.add(driver);
    return driver;
  }

  private static List<Point> holdings(int from, int to) {
    return IntStream.range(from, to).mapToObj(Points::holding).toList();
  }

  private static Point input(int address) {
    return Points.of(Table.INPUT, address, new Format.Whole(1, false, WordOrder.BIG));
  }

  /** Refuses requests for which the condition holds, as a whole frame's function and count. */
  private void refuse(int code, java.util.function.IntBinaryOperator functionAndCount) {
    server.wire =
        frame -> {
          byte[] answer = server.wellBehaved(frame);
          int count = (frame[10] & 0xFF) << 8 | (frame[11] & 0xFF);
          boolean refused = functionAndCount.applyAsInt(frame[7], count) != 0;
          return refused
              ? TcpServer.frame(frame, new byte[] {12, (byte) (frame[7] | 0x80), (byte) code})
              : answer;
        };
  }

  @Test
  void illegalFunctionMeansThatTheWholeTableIsNotThere() {
    refuse(1, (function, count) -> function == 4 ? 1 : 0);
    List<Point> points = List.of(holding(1), input(2), input(300));
    ModbusDriver driver = driver();
    List<Reading> readings = driver.read(points);
    assertThat(outcomes(readings)).containsExactly(1001.0, Cause.ABSENT, Cause.ABSENT);
    assertThat(detail(readings.get(1))).contains("exception 1 (illegal function)");
    assertThat(server.unit.requests).containsExactly("3:0001+1", "4:0002+1");
    server.unit.requests.clear();
    assertThat(outcomes(driver.read(points))).isEqualTo(outcomes(readings));
    assertThat(server.unit.requests).containsExactly("3:0001+1");
  }

  @Test
  void illegalAddressOfOneOfAHundredCostsOneMoreRequestFromThenOn() {
    server.unit.refused.add(37);
    ModbusDriver driver = driver();
    driver.read(holdings(0, 100));
    server.unit.requests.clear();
    List<Reading> readings = driver.read(holdings(0, 100));
    assertThat(outcomes(readings).get(37)).isEqualTo(Cause.ABSENT);
    assertThat(server.unit.requests).containsExactly("3:0000+37", "3:0026+62");
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void addressThatWasRefusedIsRetriedEverMoreRarely() {
    server.unit.refused.add(1);
    ModbusDriver driver = driver();
    List<Integer> askedIn = new ArrayList<>();
    for (int round = 1; round <= 1000; round++) {
      server.unit.requests.clear();
      driver.read(holdings(0, 2));
      if (server.unit.requests.contains("3:0001+1")) {
        askedIn.add(round);
      }
    }
    assertThat(askedIn).containsExactly(1, 301, 901);
  }

  @Test
  void gapThatCannotBeReadAlongIsRememberedAsSuch() {
    server.unit.refused.add(3);
    ModbusDriver driver = driver();
    List<Point> points = List.of(holding(0), holding(1), holding(6), holding(7));
    assertThat(outcomes(driver.read(points))).containsExactly(1000.0, 1001.0, 1006.0, 1007.0);
    server.unit.requests.clear();
    driver.read(points);
    assertThat(server.unit.requests).containsExactly("3:0000+2", "3:0006+2");
  }

  @ParameterizedTest
  @CsvSource({"3, 40", "3, 100", "2, 40", "2, 64"})
  void longestReadOfTheDeviceIsLearned(int code, int longest) {
    refuse(code, (function, count) -> count > longest ? 1 : 0);
    ModbusDriver driver = driver();
    for (int round = 0; round < 700; round++) {
      assertThat(outcomes(driver.read(holdings(0, 240)))).allMatch(Double.class::isInstance);
    }
    server.unit.requests.clear();
    driver.read(holdings(0, 240));
    assertThat(server.unit.requests).hasSize((240 + longest - 1) / longest);
    assertThat(server.unit.requests.get(0)).isEqualTo("3:0000+" + longest);
  }

  @ParameterizedTest
  @CsvSource({"4, device failure", "8, memory parity error", "9, unknown"})
  void failuresAreOfOneRequestAndTheOthersAreAsked(int code, String name) {
    refuse(code, (function, count) -> function == 3 ? 1 : 0);
    ModbusDriver driver = driver();
    List<Reading> readings = driver.read(List.of(holding(1), holding(300), input(7)));
    assertThat(outcomes(readings)).containsExactly(Cause.REFUSED, Cause.REFUSED, 1007.0);
    assertThat(detail(readings.get(0))).contains("exception " + code + " (" + name + ")");
    server.wire = server::wellBehaved;
    assertThat(outcomes(driver.read(List.of(holding(1))))).containsExactly(1001.0);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void acknowledgeMeansThatTheAnswerTakesTimeAndIsWaitedFor() {
    AtomicInteger asked = new AtomicInteger();
    server.wire =
        frame ->
            asked.incrementAndGet() <= 2
                ? TcpServer.frame(frame, new byte[] {12, (byte) 0x83, 5})
                : server.wellBehaved(frame);
    assertThat(outcomes(driver().read(List.of(holding(1))))).containsExactly(1001.0);
    assertThat(asked).hasValue(3);
  }

  @Test
  void unitThatOnlyAcknowledgesIsLeftAloneAfterOneTimeout() {
    refuse(5, (function, count) -> 1);
    List<Reading> readings =
        driver(Duration.ofMillis(200), 120, 8).read(List.of(holding(1), holding(300)));
    assertThat(outcomes(readings)).containsOnly(Cause.REFUSED);
    assertThat(detail(readings.get(1))).contains("exception 5 (acknowledge)");
    assertThat(server.unit.requests).hasSizeLessThan(8).doesNotContain("3:012c+1");
  }

  @Test
  void busyUnitIsLeftAloneForARoundThenForMoreAndMoreOfThem() {
    server.unit.exception = 6;
    ModbusDriver driver = driver();
    List<Integer> askedIn = new ArrayList<>();
    for (int round = 1; round <= 12; round++) {
      server.unit.requests.clear();
      List<Reading> readings = driver.read(List.of(holding(1), holding(300)));
      assertThat(outcomes(readings)).containsOnly(Cause.REFUSED);
      if (!server.unit.requests.isEmpty()) {
        askedIn.add(round);
        assertThat(server.unit.requests).as("the rest is not asked").hasSize(1);
      }
    }
    assertThat(askedIn).containsExactly(1, 2, 4, 8);
    server.unit.exception = 0;
    List<Object> outcome = List.of();
    for (int round = 0; round < 16 && !outcome.equals(List.of(1001.0)); round++) {
      outcome = outcomes(driver.read(List.of(holding(1))));
    }
    assertThat(outcome).containsExactly(1001.0);
    server.unit.exception = 6;
    driver.read(List.of(holding(1)));
    server.unit.exception = 0;
    assertThat(outcomes(driver.read(List.of(holding(1))))).containsExactly(1001.0);
    assertThat(server.connections).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11})
  void gatewaysSayThatAUnitIsDeadAndTheOthersOfTheBusAreRead(int code) {
    server.wire =
        frame ->
            frame[6] == 12
                ? TcpServer.frame(frame, new byte[] {12, (byte) 0x83, (byte) code})
                : server.wellBehaved(frame);
    ModbusLinks links = new ModbusLinks(TICKER);
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", server.port());
    List<ModbusDriver> units =
        IntStream.of(12, 13)
            .mapToObj(unit -> new ModbusConfig(link, unit, PATIENT, 120, 8, Duration.ZERO))
            .map(config -> new ModbusDriver(config, links, TICKER))
            .toList();
    drivers.addAll(units);
    List<Reading> dead = units.get(0).read(List.of(holding(1), holding(300)));
    // What the poller takes for silence.
    assertThat(outcomes(dead)).containsOnly(code == 10 ? Cause.UNREACHABLE : Cause.TIMEOUT);
    assertThat(detail(dead.get(1))).contains("gateway");
    assertThat(outcomes(units.get(1).read(List.of(holding(1))))).containsExactly(1001.0);
    assertThat(server.connections).hasValue(1);
  }
}
