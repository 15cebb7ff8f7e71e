package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.time.Duration;
import java.util.Map;

/**
 * A link to one or more units: one request, its answer. It can ask nothing but the four reads and
 * the identification.
 *
 * <p>Connects when it is first asked, and again after the connection was lost. Thread safe: a
 * second caller waits until the first has its answer.
 */
interface ModbusTransport extends AutoCloseable {

  /**
   * Asks once and waits for the answer. An exception reply is an answer and leaves the connection
   * alone; answers to earlier requests that come late are left out. Only a connection that the
   * other side closed while it was idle is opened anew and asked again.
   *
   * @param timeout for the answer, on a serial line not counting the time that the bits take
   * @throws ModbusFault when there is no usable answer
   */
  Reply ask(Request request, Duration timeout) throws ModbusFault;

  /** Gives up the connection; a later request opens it again. Never throws. */
  @Override
  void close();

  /** What may be asked. */
  sealed interface Request {
    /** 0 to 255. */
    int unit();
  }

  /**
   * Functions 1 to 4.
   *
   * @param count registers or bits; at most 125 or 2000
   */
  record Read(int unit, Table table, int address, int count) implements Request {}

  /**
   * Function 43/14: a part of what the unit says of itself.
   *
   * @param code 1 for the basic objects, 2 for the regular ones
   * @param object to begin with
   */
  record Identify(int unit, int code, int object) implements Request {}

  /**
   * An answer and its time.
   *
   * @param time from sending the request to having its answer
   * @param nanos the same as a duration
   */
  record Reply(Answer answer, RequestTime time, long nanos) {}

  /** What a unit said. */
  sealed interface Answer {}

  /**
   * @param words one for each address asked for: a register [0x0000, 0xFFFF], or a bit 0 or 1
   */
  @SuppressWarnings("ArrayRecordComponent") // stays within this package, and is not compared
  record Values(int[] words) implements Answer {}

  /**
   * Objects of an identification.
   *
   * @param next object to ask for; -1 when these are all
   */
  record Objects(Map<Integer, String> texts, int next) implements Answer {}

  /**
   * An exception reply.
   *
   * @param code the Modbus exception code
   */
  record Refused(int code) implements Answer {
    static final int ILLEGAL_FUNCTION = 1;
    static final int ILLEGAL_ADDRESS = 2;
    static final int ILLEGAL_VALUE = 3;
    static final int ACKNOWLEDGE = 5;
    static final int BUSY = 6;
    static final int NO_PATH = 10;
    static final int NO_TARGET = 11;

    /** {@code exception 2 (illegal data address)}. */
    @Override
    public String toString() {
      String name =
          switch (code) {
            case ILLEGAL_FUNCTION -> "illegal function";
            case ILLEGAL_ADDRESS -> "illegal data address";
            case ILLEGAL_VALUE -> "illegal data value";
            case 4 -> "device failure";
            case ACKNOWLEDGE -> "acknowledge";
            case BUSY -> "device busy";
            case 8 -> "memory parity error";
            case NO_PATH -> "gateway path unavailable";
            case NO_TARGET -> "gateway target does not respond";
            default -> "unknown";
          };
      return "exception " + code + " (" + name + ")";
    }
  }
}
