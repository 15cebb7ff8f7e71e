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
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against the C library that most Modbus servers in the field are made of. */
class LibmodbusTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final int ENTRIES = 200;

  @TempDir private static Path built;
  private static Path program;

  @TempDir private Path folder;

  @BeforeAll
  static void compile() throws Exception {
    program = LibmodbusServer.compiled(built);
  }

  private LibmodbusServer server(String kind) throws Exception {
    return switch (kind) {
      case "tcp" -> LibmodbusServer.tcp(program);
      case "rtu, even" -> LibmodbusServer.rtu(program, folder, 19_200, ModbusConfig.Parity.EVEN);
      default -> LibmodbusServer.rtu(program, folder, 115_200, ModbusConfig.Parity.NONE);
    };
  }

  private static List<Point> all(Table table, Format format) {
    return IntStream.range(0, ENTRIES)
        .mapToObj(address -> Points.of(table, address, format))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "rtu, even", "rtu, none"})
  void allFourTablesAreReadAndNothingButReadsCome(String kind) throws Exception {
    Format register = new Format.Whole(1, false, WordOrder.BIG);
    Format contact = new Format.Contact();
    List<Point> points = new ArrayList<>();
    points.addAll(all(Table.COIL, contact));
    points.addAll(all(Table.DISCRETE, contact));
    points.addAll(all(Table.INPUT, register));
    points.addAll(IntStream.range(0, 100).mapToObj(Points::holding).toList());
    points.add(Points.of(Table.HOLDING, 100, new Format.Real(2, WordOrder.BIG)));
    points.add(Points.of(Table.HOLDING, 102, new Format.Whole(1, true, WordOrder.BIG)));
    List<Object> expected = new ArrayList<>();
    IntStream.range(0, ENTRIES).forEach(n -> expected.add(n % 3 == 0 ? 1.0 : 0.0));
    IntStream.range(0, ENTRIES).forEach(n -> expected.add(n % 5 == 0 ? 1.0 : 0.0));
    IntStream.range(0, ENTRIES).forEach(n -> expected.add(20_000.0 + n));
    IntStream.range(0, 100).forEach(n -> expected.add(10_000.0 + n));
    expected.addAll(List.of(21.625, -1.0));
    try (LibmodbusServer server = server(kind);
        ModbusDriver driver = new ModbusDriver(server.config(), TICKER)) {
      assertThat(outcomes(driver.read(points))).isEqualTo(expected);
      assertThat(outcomes(driver.read(points))).isEqualTo(expected);
      List<String> functions = server.end();
      // 200 bits and 103 registers fit one request each, 200 registers two.
      assertThat(functions).hasSize(10);
      assertThat(functions).containsOnly("function 1", "function 2", "function 3", "function 4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "rtu, even"})
  void whatIsBeyondTheTablesIsAbsentAndTheRestIsRead(String kind) throws Exception {
    try (LibmodbusServer server = server(kind);
        ModbusDriver driver = new ModbusDriver(server.config(), TICKER)) {
      List<Point> points =
          List.of(
              holding(198),
              holding(199),
              holding(200),
              Points.of(Table.COIL, 199, new Format.Contact()),
              Points.of(Table.COIL, 200, new Format.Contact()));
      for (int read = 0; read < 2; read++) {
        assertThat(outcomes(driver.read(points)))
            .containsExactly(10_198.0, 10_199.0, Cause.ABSENT, 0.0, Cause.ABSENT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "rtu, even"})
  void exceptionsAreToldByTheirMeaningAndTheNextReadIsNoWorse(String kind) throws Exception {
    try (LibmodbusServer server = server(kind);
        ModbusDriver driver = new ModbusDriver(server.config(), TICKER)) {
      for (int read = 0; read < 2; read++) {
        assertThat(refused(driver, 150)).contains("exception 4");
        assertThat(outcomes(driver.read(List.of(holding(3))))).containsExactly(10_003.0);
      }
      assertThat(refused(driver, 151)).contains("exception 6");
      assertThat(refused(driver, 152)).contains("exception 11");
      assertThat(outcomes(driver.read(List.of(holding(3), holding(5)))))
          .containsExactly(10_003.0, 10_005.0);
    }
  }

  private static String refused(ModbusDriver driver, int address) {
    Reading reading = driver.read(List.of(holding(address))).get(0);
    return detail(reading);
  }
}
