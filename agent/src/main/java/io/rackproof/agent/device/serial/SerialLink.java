package io.rackproof.agent.device.serial;

/** The way to a serial instrument: a port of this machine, or a serial device server. */
public sealed interface SerialLink {

  /** Where RFC 2217 and raw device servers listen when nothing else is said. */
  int DEFAULT_PORT = 4001;

  /** What names the line: the port's path, or {@code host:port}. */
  String bus();

  /** Whether the port is one of this machine. */
  default boolean isLocal() {
    return false;
  }

  /** How bits are on the line. */
  enum Parity {
    NONE,
    EVEN,
    ODD
  }

  /**
   * @param baud bits per second
   * @param dataBits 7 or 8
   * @param stopBits 1 or 2
   */
  record Line(int baud, int dataBits, Parity parity, int stopBits) {
    public Line {
      if (dataBits < 7 || dataBits > 8 || stopBits < 1 || stopBits > 2 || baud < 1) {
        throw new IllegalArgumentException(
            "no line: " + baud + " baud, " + dataBits + " data bits, " + stopBits + " stop bits");
      }
    }

    /** {@code 9600 8N1}. */
    @Override
    public String toString() {
      return baud + " " + dataBits + parity.name().charAt(0) + stopBits;
    }
  }

  /**
   * @param device such as {@code /dev/ttyUSB1}
   */
  record Port(String device, Line line) implements SerialLink {
    @Override
    public String bus() {
      return device;
    }

    @Override
    public boolean isLocal() {
      return true;
    }
  }

  /** The bytes of the line and nothing else over TCP; the line is set on the server. */
  record Raw(String host, int port) implements SerialLink {
    @Override
    public String bus() {
      return address(host, port);
    }
  }

  /** Telnet with the COM port control option of RFC 2217, which also sets the line. */
  record Rfc2217(String host, int port, Line line) implements SerialLink {
    @Override
    public String bus() {
      return address(host, port);
    }
  }

  private static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
