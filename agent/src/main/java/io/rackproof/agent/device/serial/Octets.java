package io.rackproof.agent.device.serial;

import java.util.Optional;

/**
 * A number, or a text, at a fixed place of a frame.
 *
 * @param at its first byte, from 0
 * @param type how it is coded
 * @param length bytes, for {@link Type#BCD} and {@link Type#TEXT}; else that of the type
 * @param little whether the low byte comes first
 * @param bit one bit of the number rather than all of it, 0 the lowest; -1 for all
 * @param fraction what is added to the number from another byte
 */
public record Octets(
    int at, Type type, int length, boolean little, int bit, Optional<Fraction> fraction)
    implements SerialSource.Part {

  /** How bytes are coded. */
  public enum Type {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT24(3),
    INT24(3),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    /** Two decimal digits a byte. */
    BCD(0),
    /** Characters; a number is read from them as from a line. */
    TEXT(0);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes that it takes; 0 when the profile says. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * @param at the byte that holds it, as an unsigned number
   * @param scale of one step
   */
  public record Fraction(int at, double scale) {}

  public Octets {
    if (at < 0 || length < 1 || length > 64) {
      throw new IllegalArgumentException("no place in a frame: byte " + at + ", length " + length);
    }
  }

  /** The last byte that is needed, from 0. */
  public int last() {
    return Math.max(at + length - 1, fraction.map(Fraction::at).orElse(0));
  }

  /** The bytes in a frame that is long enough, as characters. */
  String text(String frame) {
    return frame.substring(at, at + length);
  }

  /** The number; not for texts. NaN when a digit of BCD is none. */
  double number(String frame) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      int octet = frame.charAt(at + (little ? length - 1 - i : i)) & 0xFF;
      if (type == Type.BCD) {
        if (octet >>> 4 > 9 || (octet & 0xF) > 9) {
          return Double.NaN;
        }
        word = word * 100 + 10L * (octet >>> 4) + (octet & 0xF);
      } else {
        word = word << 8 | octet;
      }
    }
    if (bit >= 0) {
      return word >>> bit & 1;
    }
    double number =
        switch (type) {
          case INT8, INT16, INT24, INT32 -> word << (64 - 8 * length) >> (64 - 8 * length);
          case FLOAT32 -> Float.intBitsToFloat((int) word);
          default -> word;
        };
    return fraction.map(f -> number + (frame.charAt(f.at()) & 0xFF) * f.scale()).orElse(number);
  }

  @Override
  public String toString() {
    return type.name().toLowerCase(java.util.Locale.ROOT) + " at byte " + at;
  }
}
