package io.rackproof.simulator.modbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
 *
 * request   43 (1) | 14 (1) | code (1) | object (1)
 * answer    43 (1) | 14 (1) | code (1) | conformity (1) | more (1) | next (1) | objects (1)
 *           | for each: id (1), bytes (1), text
 * </pre>
 */
public final class ModbusUnits {

  static final int ILLEGAL_FUNCTION = 1;
  static final int ILLEGAL_ADDRESS = 2;
  static final int ILLEGAL_VALUE = 3;
  static final int NO_SUCH_UNIT = 11;

  private static final int READ_HOLDING = 3;
  private static final int READ_INPUT = 4;
  private static final int ENCAPSULATED = 43;
  private static final int DEVICE_IDENTIFICATION = 14;
  private static final int BASIC = 1;
  private static final int REGULAR = 2;
  private static final int LAST_BASIC = 2;
  private static final int MOST_REGISTERS = 125;

  private final Map<Integer, Unit> units;
  private final DoubleSupplier seconds;

  /**
   * One unit.
   *
   * @param registers that it has, the same for functions 3 and 4
   * @param answers false at times at which it takes requests and answers none
   * @param identity what it says of itself, by object id (0 vendor, 1 product code, 2 revision…);
   *     empty for a unit that refuses to
   */
  public record Unit(
      RegisterMap registers, DoublePredicate answers, SortedMap<Integer, String> identity) {

    public Unit {
      identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
    }

    /** A unit that says nothing of itself. */
    public Unit(RegisterMap registers, DoublePredicate answers) {
      this(registers, answers, new TreeMap<>());
    }

    /** A unit that always answers. */
    public Unit(RegisterMap registers) {
      this(registers, t -> true);
    }

    /** The same unit with vendor, product code and revision. */
    public Unit identifiedAs(String vendor, String product, String revision) {
      return new Unit(
          registers, answers, new TreeMap<>(Map.of(0, vendor, 1, product, 2, revision)));
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
    if (function == ENCAPSULATED && !unit.identity().isEmpty()) {
      return identify(unit.identity(), request);
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

  private static byte[] identify(SortedMap<Integer, String> identity, byte[] request) {
    if (request.length != 4 || request[1] != DEVICE_IDENTIFICATION) {
      return refuse(ENCAPSULATED, ILLEGAL_FUNCTION);
    }
    int code = request[2];
    if (code != BASIC && code != REGULAR) {
      return refuse(ENCAPSULATED, ILLEGAL_VALUE);
    }
    int first = request[3] & 0xFF;
    int last = code == BASIC ? LAST_BASIC : 0x7F;
    SortedMap<Integer, String> asked =
        identity.subMap(identity.containsKey(first) ? first : 0, last + 1);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    int conformity = identity.lastKey() > LAST_BASIC ? REGULAR : BASIC;
    answer.writeBytes(
        new byte[] {
          ENCAPSULATED,
          DEVICE_IDENTIFICATION,
          (byte) code,
          (byte) conformity,
          0,
          0,
          (byte) asked.size()
        });
    asked.forEach(
        (object, text) -> {
          byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
          answer.write(object);
          answer.write(bytes.length);
          answer.writeBytes(bytes);
        });
    return answer.toByteArray();
  }

  private static byte[] refuse(int function, int exception) {
    return new byte[] {(byte) (function | 0x80), (byte) exception};
  }
}
