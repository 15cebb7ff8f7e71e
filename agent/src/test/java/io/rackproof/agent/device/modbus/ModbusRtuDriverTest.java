package io.rackproof.agent.device.modbus;

import static io.rackproof.agent.device.modbus.Points.detail;
import static io.rackproof.agent.device.modbus.Points.holding;
import static io.rackproof.agent.device.modbus.Points.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusConfig.Parity;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusRtuDriverTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);

  @TempDir private Path directory;
  private RtuLine line;
  private ModbusLinks links;
  private final List<ModbusDriver> drivers = new ArrayList<>();

  @BeforeEach
  void plugIn() throws Exception {
    line = new RtuLine(directory);
    links = new ModbusLinks(TICKER);
    for (int address = 0; address < 300; address++) {
      line.unit.memory.put(address, 1000 + address);
    }
  }

  @AfterEach
  void stop() throws Exception {
    drivers.forEach(ModbusDriver::close);
    line.close();
  }

  private ModbusDriver driver(int unit, Duration timeout) {
    ModbusConfig.Rtu link = new ModbusConfig.Rtu(line.device(), 115_200, Parity.EVEN, 1);
    ModbusDriver driver =
        new ModbusDriver(
            new ModbusConfig(link, unit, timeout, 120, 8, Duration.ZERO), links, TICKER);
    drivers.add(driver);
    return driver;
  }

  @Test
  void twelveUnitsOnOneLineAreReadOneAfterTheOther() {
    for (int unit = 144; unit < 156; unit++) {
      List<Reading> readings = driver(unit, Duration.ofSeconds(10)).read(List.of(holding(unit)));
      assertThat(outcomes(readings)).containsExactly(1000.0 + unit);
    }
    assertThat(line.unit.functions).hasSize(12).containsOnly(3);
  }

  @Test
  void aSilentUnitTimesOutAndTheNextOneIsRead() {
    line.unit.silent = true;
    assertThat(outcomes(driver(1, Duration.ofMillis(150)).read(List.of(holding(1)))))
        .containsExactly(Cause.TIMEOUT);
    line.unit.silent = false;
    assertThat(outcomes(driver(2, Duration.ofSeconds(10)).read(List.of(holding(2)))))
        .containsExactly(1002.0);
  }

  @Test
  void aWrongChecksumIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> {
          byte[] answer = line.wellBehaved(frame);
          answer[answer.length - 1] ^= 1;
          return answer;
        },
        "the checksum of the answer is wrong");
  }

  @Test
  void theAnswerOfAnotherUnitIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> RtuLine.withChecksum(new byte[] {9, 3, 2, 0, 1}),
        "unit 9 answered instead of unit 1");
  }

  @Test
  void theAnswerOfAnotherFunctionIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> RtuLine.withChecksum(new byte[] {1, 4, 2, 0, 1}), "function 4 answered 3");
  }

  @Test
  void aWrongByteCountIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(
        frame -> RtuLine.withChecksum(new byte[] {1, 3, 4, 0, 1, 0, 2}),
        "4 bytes of data instead of 2");
  }

  @Test
  void aTruncatedAnswerIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(frame -> Arrays.copyOf(line.wellBehaved(frame), 4), "the answer is cut off");
  }

  @Test
  void noiseIsGarbageAndTheNextReadingIsRight() {
    garbageThenRight(frame -> new byte[] {0x55, 0x55, 0x55, 0x55, 0x55}, "the answer is no frame");
  }

  @Test
  void anotherProgramThatChangesTheTerminalsSettingsCannotStopTheBus() throws Exception {
    ModbusDriver driver = driver(1, Duration.ofMillis(300));
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(1007.0);
    Process stty = new ProcessBuilder("stty", "-F", line.device(), "min", "1", "time", "0").start();
    assertThat(stty.waitFor()).isZero();
    line.wire = frame -> new byte[0];
    assertThat(outcomes(driver.read(List.of(holding(7))))).containsExactly(Cause.TIMEOUT);
  }

  private void garbageThenRight(RtuLine.Wire wire, String detail) {
    ModbusDriver driver = driver(1, Duration.ofMillis(300));
    line.wire = wire;
    List<Reading> readings = driver.read(List.of(holding(7)));
    assertThat(outcomes(readings)).containsExactly(Cause.GARBAGE);
    assertThat(detail(readings.get(0))).contains(detail);
    line.wire = line::wellBehaved;
    ModbusDriver patient = driver(1, Duration.ofSeconds(10));
    assertThat(outcomes(patient.read(List.of(holding(8))))).containsExactly(1008.0);
  }

  @Test
  void theLateAnswerOfAnotherUnitIsPassedOver() {
    ModbusDriver driver = driver(2, Duration.ofSeconds(10));
    line.wire =
        frame -> {
          byte[] late = RtuLine.withChecksum(new byte[] {1, 3, 2, 0, 1});
          byte[] answer = line.wellBehaved(frame);
          return ByteBuffer.allocate(late.length + answer.length).put(late).put(answer).array();
        };
    assertThat(outcomes(driver.read(List.of(holding(8))))).containsExactly(1008.0);
  }

  @Test
  void noiseBeforeTheAnswerIsPassedOver() {
    line.wire = frame -> joined(new byte[] {0, (byte) 0xFF}, line.wellBehaved(frame));
    assertThat(outcomes(driver(2, Duration.ofSeconds(10)).read(List.of(holding(8)))))
        .containsExactly(1008.0);
  }

  @Test
  void theEchoOfTheRequestIsPassedOver() {
    line.wire = frame -> joined(frame, line.wellBehaved(frame));
    assertThat(outcomes(driver(2, Duration.ofSeconds(10)).read(List.of(holding(8)))))
        .containsExactly(1008.0);
  }

  @Test
  void anAnswerThatComesAfterItsTimeIsDrainedBeforeTheNextRequest() {
    line.wire = frame -> new byte[0];
    ModbusDriver driver = driver(2, Duration.ofMillis(100));
    assertThat(outcomes(driver.read(List.of(holding(8))))).containsExactly(Cause.TIMEOUT);
    // The late answer of two registers arrives together with the next one, of one.
    byte[] late = RtuLine.withChecksum(new byte[] {2, 3, 4, 0, 1, 0, 1});
    line.wire = frame -> joined(late, line.wellBehaved(frame));
    assertThat(outcomes(driver(2, Duration.ofSeconds(10)).read(List.of(holding(9)))))
        .containsExactly(1009.0);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  @Test
  void anExceptionIsARefusalWithItsName() {
    line.unit.refused.add(4);
    List<Reading> readings =
        driver(1, Duration.ofSeconds(10)).read(List.of(holding(3), holding(4), holding(5)));
    assertThat(outcomes(readings)).containsExactly(1003.0, Cause.ABSENT, 1005.0);
    assertThat(detail(readings.get(1))).contains("exception 2 (illegal data address)");
  }

  @Test
  void aLineThatIsNotThereIsUnreachable() throws Exception {
    line.unplug();
    List<Reading> readings = driver(1, Duration.ofSeconds(10)).read(List.of(holding(3)));
    assertThat(outcomes(readings)).containsExactly(Cause.UNREACHABLE);
    assertThat(detail(readings.get(0))).contains(line.device());
  }

  @Test
  void unitsOfOneLineWithDifferentSpeedsAreRefusedRatherThanGarbled() {
    driver(1, Duration.ofSeconds(10)).read(List.of(holding(3)));
    ModbusConfig.Rtu other = new ModbusConfig.Rtu(line.device(), 9_600, Parity.EVEN, 1);
    ModbusDriver driver =
        new ModbusDriver(
            new ModbusConfig(other, 2, Duration.ofSeconds(10), 120, 8, Duration.ZERO),
            links,
            TICKER);
    List<Reading> readings = driver.read(List.of(holding(3)));
    assertThat(outcomes(readings)).containsExactly(Cause.UNREACHABLE);
    assertThat(detail(readings.get(0))).contains("different settings");
  }

  @Test
  void theGapBetweenFramesIsThreeAndAHalfCharactersAndFixedOnFastLines() {
    assertThat(LinkTiming.of(new ModbusConfig.Rtu("x", 9_600, Parity.EVEN, 1)).gap())
        .isEqualTo(4_010_416);
    assertThat(LinkTiming.of(new ModbusConfig.Rtu("x", 19_200, Parity.NONE, 1)).gap())
        .isEqualTo(2_005_208);
    assertThat(LinkTiming.of(new ModbusConfig.Rtu("x", 115_200, Parity.EVEN, 1)).gap())
        .isEqualTo(1_750_000);
  }
}
