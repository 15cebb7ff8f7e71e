package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.time.Duration;

/**
 * A link to one or more units: one request, its answer. It can ask nothing but the four reads.
 *
 * <p>Connects when it is first asked, and again after the connection was lost. Thread safe: a
 * second caller waits until the first has its answer.
 */
interface ModbusTransport extends AutoCloseable {

  /**
   * Asks once and waits for the answer. An exception reply is an answer and leaves the connection
   * alone; answers to earlier requests that come late are left out.
   *
   * @param timeout for the answer, on a serial line not counting the time that the bits take
   * @throws ModbusFault when there is no usable answer
   */
  Answer read(Request request, Duration timeout) throws ModbusFault;

  /** Gives up the connection; a later read opens it again. Never throws. */
  @Override
  void close();

  /**
   * @param unit 0 to 255
   * @param count registers or bits; at most 125 or 2000
   */
  record Request(int unit, Table table, int address, int count) {}

  /** What a unit said. */
  sealed interface Answer {}

  /**
   * @param words one for each address asked for: a register [0x0000, 0xFFFF], or a bit 0 or 1
   */
  @SuppressWarnings("ArrayRecordComponent") // stays within this package, and is not compared
  record Values(int[] words) implements Answer {}

  /**
   * An exception reply.
   *
   * @param code the Modbus exception code
   */
  record Refused(int code) implements Answer {
    static final int ILLEGAL_FUNCTION = 1;
    static final int ILLEGAL_ADDRESS = 2;
    static final int ILLEGAL_VALUE = 3;

    /** {@code exception 2 (illegal data address)}. */
    @Override
    public String toString() {
      String name =
          switch (code) {
            case ILLEGAL_FUNCTION -> "illegal function";
            case ILLEGAL_ADDRESS -> "illegal data address";
            case ILLEGAL_VALUE -> "illegal data value";
            case 4 -> "device failure";
            case 5 -> "acknowledge";
            case 6 -> "device busy";
            case 8 -> "memory parity error";
            case 10 -> "gateway path unavailable";
            case 11 -> "gateway target does not respond";
            default -> "unknown";
          };
      return "exception " + code + " (" + name + ")";
    }

    /** True when a gateway says that the unit behind it cannot be had. */
    boolean isFromGateway() {
      return code == 10 || code == 11;
    }
  }
}
