package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.DriverContract;
import io.rackproof.agent.device.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ModbusTcpDriverContractTest extends DriverContract {

  private static final List<Point> POINTS =
      List.of(Points.holding(9), Points.holding(3), Points.holding(4), Points.holding(500));

  private final TcpServer server;

  ModbusTcpDriverContractTest() throws IOException {
    server = new TcpServer();
  }

  @BeforeEach
  void fill() {
    List.of(3, 4, 9, 500).forEach(address -> server.unit.memory.put(address, 1000 + address));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Override
  protected Driver newDriver() {
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", server.port());
    return new ModbusDriver(
        new ModbusConfig(link, 12, Duration.ofSeconds(10), 120, 8, Duration.ZERO), TICKER);
  }

  @Override
  protected List<Point> points() {
    return POINTS;
  }

  @Override
  protected void goAway() throws Exception {
    server.goAway();
  }

  @Override
  protected void comeBack() throws IOException {
    server.comeBack();
  }
}
