package io.rackproof.simulator.modbus;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The units behind one endpoint, and what they answer.
 *
 * <pre>
 * request   function (1) | address (2) | count (2)
 * answer    function (1) | bytes that follow (1) | 2 bytes a register, high byte first
 * refusal   function + 0x80 (1) | exception (1)
 * </pre>
 */
public final class ModbusUnits {

  static final int ILLEGAL_FUNCTION = 1;
  static final int ILLEGAL_ADDRESS = 2;
  static final int ILLEGAL_VALUE = 3;
  static final int NO_SUCH_UNIT = 11;

  private static final int READ_HOLDING = 3;
  private static final int READ_INPUT = 4;
  private static final int MOST_REGISTERS = 125;

  private final Map<Integer, Unit> units;
  private final DoubleSupplier seconds;

  /**
   * One unit.
   *
   * @param registers that it has, the same for functions 3 and 4
   * @param answers false at times at which it takes requests and answers none
   */
  public record Unit(RegisterMap registers, DoublePredicate answers) {

    /** A unit that always answers. */
    public Unit(RegisterMap registers) {
      this(registers, t -> true);
    }
  }

  /**
   * @param units by their id
   * @param seconds the time of the model, asked once for each request
   */
  public ModbusUnits(Map<Integer, Unit> units, DoubleSupplier seconds) {
    this.units = Map.copyOf(units);
    this.seconds = seconds;
  }

  boolean has(int unit) {
    return units.containsKey(unit);
  }

  /** The answer to a request without its framing; null for silence. */
  byte @Nullable [] answer(int id, byte[] request) {
    double t = seconds.getAsDouble();
    int function = request[0] & 0xFF;
    Unit unit = units.get(id);
    if (unit == null) {
      return refuse(function, NO_SUCH_UNIT);
    }
    if (!unit.answers().test(t)) {
      return null;
    }
    if (function != READ_HOLDING && function != READ_INPUT) {
      return refuse(function, ILLEGAL_FUNCTION);
    }
    if (request.length != 5) {
      return refuse(function, ILLEGAL_VALUE);
    }
    ByteBuffer fields = ByteBuffer.wrap(request, 1, 4);
    int address = fields.getShort() & 0xFFFF;
    int count = fields.getShort() & 0xFFFF;
    if (count < 1 || count > MOST_REGISTERS) {
      return refuse(function, ILLEGAL_VALUE);
    }
    byte[] words = unit.registers().read(address, count, t);
    if (words == null) {
      return refuse(function, ILLEGAL_ADDRESS);
    }
    return ByteBuffer.allocate(2 + words.length)
        .put((byte) function)
        .put((byte) words.length)
        .put(words)
        .array();
  }

  private static byte[] refuse(int function, int exception) {
    return new byte[] {(byte) (function | 0x80), (byte) exception};
  }
}
