package io.rackproof.agent.device.modbus;

import java.time.Duration;

/**
 * How a Modbus unit is reached.
 *
 * @param link the wire, which several units may share
 * @param unit id on the link, 0 to 255
 * @param timeout for one answer
 * @param maxRegisters the most registers in one request, 1 to 125
 * @param maxGap the most registers between two points that are read along rather than asked for
 *     apart; fewer where a request costs less
 * @param pause after each answer, for devices that need one
 */
public record ModbusConfig(
    Link link, int unit, Duration timeout, int maxRegisters, int maxGap, Duration pause) {

  public static final int DEFAULT_PORT = 502;
  public static final int MAX_REGISTERS = 125;

  /** What a gap may be unless something else is known: as long as it costs less than a request. */
  public static final int DEFAULT_GAP = MAX_REGISTERS;

  /** The wire. */
  public sealed interface Link {
    /** Names the link; equal for units that share it. */
    String bus();

    /** What is put around requests, for people: {@code tcp}, {@code rtu}… */
    String mode();
  }

  /** What goes over a TCP connection. */
  public enum Wrapping {
    /** Modbus TCP. */
    TCP,
    /** RTU frames, as serial device servers pass them on. */
    RTU_OVER_TCP,
    /** ASCII frames, as serial device servers pass them on. */
    ASCII_OVER_TCP
  }

  /** One connection to a device or gateway. */
  public record Tcp(String host, int port, Wrapping wrapping) implements Link {
    /** Modbus TCP. */
    public Tcp(String host, int port) {
      this(host, port, Wrapping.TCP);
    }

    @Override
    public String bus() {
      return host + ":" + port;
    }

    @Override
    public String mode() {
      return switch (wrapping) {
        case TCP -> "tcp";
        case RTU_OVER_TCP -> "rtu over tcp";
        case ASCII_OVER_TCP -> "ascii over tcp";
      };
    }
  }

  /** Modbus TCP's frames, one in a datagram. */
  public record Udp(String host, int port) implements Link {
    @Override
    public String bus() {
      return "udp " + host + ":" + port;
    }

    @Override
    public String mode() {
      return "udp";
    }
  }

  /** A serial line. */
  public sealed interface SerialLine extends Link {
    /** Such as {@code /dev/ttyUSB0}. */
    String device();

    int baud();

    /** 7 or 8. */
    int dataBits();

    Parity parity();

    /** 1 or 2. */
    int stopBits();

    /** Silence that the line needs before a request beside what the standard asks for. */
    Duration turnaround();

    @Override
    default String bus() {
      return device();
    }
  }

  /** Modbus RTU, 8 data bits. */
  public record Rtu(String device, int baud, Parity parity, int stopBits, Duration turnaround)
      implements SerialLine {
    /** A line that needs no more silence than the standard asks for. */
    public Rtu(String device, int baud, Parity parity, int stopBits) {
      this(device, baud, parity, stopBits, Duration.ZERO);
    }

    @Override
    public int dataBits() {
      return 8;
    }

    @Override
    public String mode() {
      return "rtu";
    }
  }

  /** Modbus ASCII, 7 data bits unless told otherwise. */
  public record Ascii(
      String device, int baud, int dataBits, Parity parity, int stopBits, Duration turnaround)
      implements SerialLine {
    @Override
    public String mode() {
      return "ascii";
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
