package io.rackproof.agent.device.modbus;

import java.time.Duration;

/**
 * How a Modbus unit is reached.
 *
 * @param link the wire, which several units may share
 * @param unit id on the link, 0 to 255
 * @param timeout for one answer
 * @param maxRegisters the most registers in one request, 1 to 125
 * @param maxGap registers between two points that are read along rather than asked for apart
 * @param pause after each answer, for devices that need one
 */
public record ModbusConfig(
    Link link, int unit, Duration timeout, int maxRegisters, int maxGap, Duration pause) {

  public static final int DEFAULT_PORT = 502;
  public static final int MAX_REGISTERS = 125;
  public static final int DEFAULT_GAP = 8;

  /** The wire. */
  public sealed interface Link {
    /** Names the link; equal for units that share it. */
    String bus();
  }

  /** Modbus TCP: one connection to a device or gateway. */
  public record Tcp(String host, int port) implements Link {
    @Override
    public String bus() {
      return host + ":" + port;
    }
  }

  /**
   * Modbus RTU on a serial line, 8 data bits.
   *
   * @param device such as {@code /dev/ttyUSB0}
   * @param stopBits 1 or 2
   */
  public record Rtu(String device, int baud, Parity parity, int stopBits) implements Link {
    @Override
    public String bus() {
      return device;
    }
  }

  public enum Parity {
    NONE,
    EVEN,
    ODD
  }

  public ModbusConfig {
    if (unit < 0 || unit > 255) {
      throw new IllegalArgumentException("a unit id is 0 to 255, not " + unit);
    }
    if (maxRegisters < 1 || maxRegisters > MAX_REGISTERS) {
      throw new IllegalArgumentException("1 to 125 registers fit a request, not " + maxRegisters);
    }
  }
}
