package io.rackproof.agent;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.agent.device.modbus.ModbusLinks;
import io.rackproof.agent.device.serial.SerialDriver;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the drivers of one process, and owns what they share. */
final class Drivers implements AutoCloseable {

  private final Ticker ticker;
  private final ModbusLinks links;
  private @Nullable SnmpEngine snmp;

  Drivers(Ticker ticker) {
    this.ticker = ticker;
    this.links = new ModbusLinks(ticker);
  }

  /**
   * A driver that has not connected yet.
   *
   * @throws IOException when this machine gives no UDP socket
   */
  Driver driver(Connection connection) throws IOException {
    if (connection instanceof Connection.OverModbus modbus) {
      return new ModbusDriver(modbus.config(), links, ticker);
    }
    if (connection instanceof Connection.OverSnmp over) {
      if (snmp == null) {
        snmp = new SnmpEngine();
      }
      return new SnmpDriver(over.config(), snmp, ticker);
    }
    return new SerialDriver(((Connection.OverSerial) connection).config(), ticker);
  }

  /**
   * Makes sure that {@link #driver} will not fail for any of these.
   *
   * @throws UnusableException when this machine gives no UDP socket
   */
  void require(List<Connection> connections) throws UnusableException {
    try {
      for (Connection connection : connections) {
        driver(connection).close();
      }
    } catch (IOException e) {
      throw new UnusableException(1, String.valueOf(e.getMessage()), e);
    }
  }

  /** Closes what the drivers shared; to be called when they are closed. */
  @Override
  public void close() {
    if (snmp != null) {
      snmp.close();
    }
  }
}
