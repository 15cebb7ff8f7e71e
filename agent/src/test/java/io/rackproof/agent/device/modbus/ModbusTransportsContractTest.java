package io.rackproof.agent.device.modbus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.DriverContract;
import io.rackproof.agent.device.Point;
import io.rackproof.simulator.modbus.ModbusSlave;
import io.rackproof.simulator.modbus.ModbusUnits;
import io.rackproof.simulator.modbus.RegisterMap;
import io.rackproof.simulator.modbus.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract over every transport, against the simulator's slaves, which share no code with us.
 */
class ModbusTransportsContractTest {

  private static final int UNIT = 144;
  private static final List<Point> POINTS =
      List.of(Points.holding(9), Points.holding(3), Points.holding(4), Points.holding(500));

  private static ModbusUnits units() {
    RegisterMap.Builder registers = new RegisterMap.Builder();
    for (int address : new int[] {3, 4, 9, 500}) {
      registers.words(address, 1000 + address);
    }
    return new ModbusUnits(Map.of(UNIT, new ModbusUnits.Unit(registers.build())), () -> 0);
  }

  abstract static class OverTransport extends DriverContract {
    private final Transport transport;
    @TempDir private Path directory;
    private ModbusSlave slave;
    private ModbusLinks links;
    private int port;

    OverTransport(Transport transport) {
      this.transport = transport;
    }

    @BeforeEach
    void start() throws Exception {
      if (transport.isSerial()) {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
      }
      links = new ModbusLinks(TICKER);
      slave = serve();
    }

    @AfterEach
    void stop() {
      closeDrivers();
      slave.close();
    }

    private Path line() {
      return directory.resolve("line");
    }

    private ModbusConfig.Link link() {
      return switch (transport) {
        case TCP -> new ModbusConfig.Tcp("127.0.0.1", port);
        case RTU_OVER_TCP ->
            new ModbusConfig.Tcp("127.0.0.1", port, ModbusConfig.Wrapping.RTU_OVER_TCP);
        case ASCII_OVER_TCP ->
            new ModbusConfig.Tcp("127.0.0.1", port, ModbusConfig.Wrapping.ASCII_OVER_TCP);
        case UDP -> new ModbusConfig.Udp("127.0.0.1", port);
        case RTU -> new ModbusConfig.Rtu(line().toString(), 115_200, ModbusConfig.Parity.NONE, 1);
        case ASCII ->
            new ModbusConfig.Ascii(
                line().toString(), 115_200, 8, ModbusConfig.Parity.NONE, 1, Duration.ZERO);
      };
    }

    @Override
    protected Driver newDriver() {
      return new ModbusDriver(
          new ModbusConfig(link(), UNIT, Duration.ofSeconds(10), 120, 8, Duration.ZERO),
          links,
          TICKER);
    }

    @Override
    protected List<Point> points() {
      return POINTS;
    }

    @Override
    protected void goAway() throws Exception {
      slave.close();
      Files.deleteIfExists(line());
    }

    @Override
    protected void comeBack() throws Exception {
      slave = serve();
    }

    private ModbusSlave serve() throws Exception {
      ModbusSlave served = ModbusSlave.serve(units(), transport, port);
      if (transport.isSerial()) {
        // As udev keeps the name of an adapter that is plugged in again.
        Files.createSymbolicLink(line(), Path.of(served.place()));
      } else {
        port = Integer.parseInt(served.place().substring(served.place().indexOf(':') + 1));
      }
      return served;
    }
  }

  @Nested
  class OverTcp extends OverTransport {
    OverTcp() {
      super(Transport.TCP);
    }
  }

  @Nested
  class OverUdp extends OverTransport {
    OverUdp() {
      super(Transport.UDP);
    }
  }

  @Nested
  class OverRtu extends OverTransport {
    OverRtu() {
      super(Transport.RTU);
    }
  }

  @Nested
  class OverAscii extends OverTransport {
    OverAscii() {
      super(Transport.ASCII);
    }
  }

  @Nested
  class OverRtuInTcp extends OverTransport {
    OverRtuInTcp() {
      super(Transport.RTU_OVER_TCP);
    }
  }

  @Nested
  class OverAsciiInTcp extends OverTransport {
    OverAsciiInTcp() {
      super(Transport.ASCII_OVER_TCP);
    }
  }
}
