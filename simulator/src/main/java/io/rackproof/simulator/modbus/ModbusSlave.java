package io.rackproof.simulator.modbus;

import java.io.IOException;

/** Units that are served until it is closed. */
public interface ModbusSlave extends AutoCloseable {

  /** Where a master finds them: {@code 127.0.0.1:1502}, or {@code /dev/pts/3}. */
  String place();

  @Override
  void close();

  /**
   * Serves at once, on loopback or on a new pseudo-terminal.
   *
   * @param port 0 for a free one; without a meaning on a pseudo-terminal
   * @throws IOException when the port is taken
   * @throws UnsupportedOperationException where there are no pseudo-terminals
   */
  static ModbusSlave serve(ModbusUnits units, Transport transport, int port) throws IOException {
    return switch (transport) {
      case TCP, RTU_OVER_TCP, ASCII_OVER_TCP -> new ModbusTcpSlave(units, transport, port);
      case UDP -> new ModbusUdpSlave(units, port);
      case RTU, ASCII -> new ModbusSerialSlave(units, transport);
    };
  }
}
