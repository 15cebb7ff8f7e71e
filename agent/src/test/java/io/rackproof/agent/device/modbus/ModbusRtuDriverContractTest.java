package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.DriverContract;
import io.rackproof.agent.device.Point;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ModbusRtuDriverContractTest extends DriverContract {

  private static final List<Point> POINTS =
      List.of(Points.holding(9), Points.holding(3), Points.holding(4), Points.holding(500));

  @TempDir private Path directory;
  private RtuLine line;
  private ModbusLinks links;

  @BeforeEach
  void plugIn() throws Exception {
    line = new RtuLine(directory);
    links = new ModbusLinks(TICKER);
    List.of(3, 4, 9, 500).forEach(address -> line.unit.memory.put(address, 1000 + address));
  }

  @AfterEach
  void stop() throws Exception {
    closeDrivers();
    line.close();
  }

  @Override
  protected Driver newDriver() {
    ModbusConfig.Rtu link =
        new ModbusConfig.Rtu(line.device(), 115_200, ModbusConfig.Parity.EVEN, 1);
    return new ModbusDriver(
        new ModbusConfig(link, 144, Duration.ofSeconds(2), 120, 8, Duration.ZERO), links, TICKER);
  }

  @Override
  protected List<Point> points() {
    return POINTS;
  }

  @Override
  protected void goAway() throws Exception {
    line.unplug();
  }

  @Override
  protected void comeBack() throws Exception {
    line.plugInAgain();
  }
}
