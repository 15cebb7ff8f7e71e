package io.rackproof.simulator.modbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one unit, 16 bits each, as functions of the time in seconds. Addresses between
 * them are absent.
 */
public final class RegisterMap {

  private final TreeMap<Integer, Field> fields;

  private record Field(int words, DoubleFunction<byte[]> bytes) {}

  private RegisterMap(Map<Integer, Field> fields) {
    this.fields = new TreeMap<>(fields);
  }

  /**
   * Registers as they are on the wire.
   *
   * @param address of the first, 0 to 65,535
   * @param count 1 to 125
   * @return two bytes each, high byte first; null when one of the addresses is absent
   */
  public byte @Nullable [] read(int address, int count, double t) {
    ByteBuffer answer = ByteBuffer.allocate(2 * count);
    int next = address;
    int end = address + count;
    while (next < end) {
      Map.Entry<Integer, Field> entry = fields.floorEntry(next);
      if (entry == null || entry.getKey() + entry.getValue().words() <= next) {
        return null;
      }
      int skipped = next - entry.getKey();
      int words = Math.min(entry.getValue().words() - skipped, end - next);
      answer.put(entry.getValue().bytes().apply(t), 2 * skipped, 2 * words);
      next += words;
    }
    return answer.array();
  }

  /** Collects registers. Numbers that do not fit are cut to the nearest that does. */
  public static final class Builder {

    private final Map<Integer, Field> fields = new TreeMap<>();

    /** Raw words that never change. */
    public Builder words(int address, int... words) {
      ByteBuffer bytes = ByteBuffer.allocate(2 * words.length);
      for (int word : words) {
        bytes.putShort((short) word);
      }
      return put(address, words.length, t -> bytes.array());
    }

    /** Text, two characters a register, filled up with zeros. */
    public Builder text(int address, int words, String text) {
      byte[] bytes = new byte[2 * words];
      byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(ascii, 0, bytes, 0, Math.min(ascii.length, bytes.length));
      return put(address, words, t -> bytes);
    }

    /** An unsigned number of one register, rounded. */
    public Builder unsigned(int address, DoubleUnaryOperator value) {
      return number(address, 1, 0, 0xFFFF, value);
    }

    /** An unsigned number of two registers, the high one first, rounded. */
    public Builder unsigned32(int address, DoubleUnaryOperator value) {
      return number(address, 2, 0, 0xFFFF_FFFFL, value);
    }

    /** A signed number of one register, rounded. */
    public Builder signed(int address, DoubleUnaryOperator value) {
      return number(address, 1, Short.MIN_VALUE, Short.MAX_VALUE, value);
    }

    /** An unsigned fixed-point number: the value times {@code perUnit}. */
    public Builder fixed(int address, double perUnit, DoubleUnaryOperator value) {
      return unsigned(address, t -> perUnit * value.applyAsDouble(t));
    }

    /** A signed fixed-point number: the value times {@code perUnit}. */
    public Builder signedFixed(int address, double perUnit, DoubleUnaryOperator value) {
      return signed(address, t -> perUnit * value.applyAsDouble(t));
    }

    /** An unsigned number that stays as it is. */
    public Builder constant(int address, int value) {
      return words(address, value);
    }

    private Builder number(
        int address, int words, long least, long most, DoubleUnaryOperator value) {
      return put(
          address,
          words,
          t -> {
            long raw = Math.max(least, Math.min(most, Math.round(value.applyAsDouble(t))));
            return words == 1
                ? ByteBuffer.allocate(2).putShort((short) raw).array()
                : ByteBuffer.allocate(4).putInt((int) raw).array();
          });
    }

    private Builder put(int address, int words, DoubleFunction<byte[]> bytes) {
      if (address < 0 || address + words > 0x1_0000) {
        throw new IllegalArgumentException("no such address: " + address);
      }
      if (fields.put(address, new Field(words, bytes)) != null) {
        throw new IllegalArgumentException("0x" + Integer.toHexString(address) + " is there twice");
      }
      return this;
    }

    public RegisterMap build() {
      return new RegisterMap(fields);
    }
  }
}
