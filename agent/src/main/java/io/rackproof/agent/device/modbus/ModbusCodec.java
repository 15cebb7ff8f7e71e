package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import java.nio.charset.StandardCharsets;

/** Registers to values. Pure: no input, no output, no state. */
final class ModbusCodec {

  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  private ModbusCodec() {}

  /**
   * Understands the registers of a point.
   *
   * @param words as they came, each [0x0000, 0xFFFF]; coils as 0 or 1
   * @return a value, a text, or why the registers hold neither
   */
  static Outcome decode(Format format, int[] words) {
    if (words.length != format.registers()) {
      throw new IllegalArgumentException(
          words.length + " registers for a value of " + format.registers());
    }
    if (format instanceof Format.Whole whole) {
      return new Value(whole(whole.order().toBig(words), whole.signed()));
    } else if (format instanceof Format.Octet octet) {
      int eight = octet.upper() ? words[0] >> 8 & 0xFF : words[0] & 0xFF;
      return new Value(octet.signed() ? (byte) eight : eight);
    } else if (format instanceof Format.Real real) {
      return real(real.order().toBig(words));
    } else if (format instanceof Format.Bits bits) {
      return new Value(joined(bits.order().toBig(words)) >>> bits.low() & (1L << bits.width()) - 1);
    } else if (format instanceof Format.Bcd bcd) {
      return bcd(bcd.order().toBig(words));
    } else if (format instanceof Format.Characters text) {
      return new Text(characters(text.order().toBig(words)));
    } else if (format instanceof Format.Hex) {
      return new Text(hex(words));
    }
    return new Value(words[0]);
  }

  /** The registers for people: {@code 0x1234 0x5678}; a coil as {@code 0} or {@code 1}. */
  static String raw(Format format, int[] words) {
    if (format instanceof Format.Contact) {
      return Integer.toString(words[0]);
    }
    // Once for each point of each poll: not by String.format, which costs more than all the rest.
    char[] text = new char[7 * words.length - 1];
    for (int i = 0; i < words.length; i++) {
      if (i > 0) {
        text[7 * i - 1] = ' ';
      }
      text[7 * i] = '0';
      text[7 * i + 1] = 'x';
      for (int digit = 0; digit < 4; digit++) {
        text[7 * i + 2 + digit] = DIGITS[words[i] >> (12 - 4 * digit) & 0xF];
      }
    }
    return new String(text);
  }

  private static long joined(int[] words) {
    long joined = 0;
    for (int word : words) {
      joined = joined << 16 | word;
    }
    return joined;
  }

  private static double whole(int[] words, boolean signed) {
    long joined = joined(words);
    int spare = 64 - 16 * words.length;
    if (signed) {
      return joined << spare >> spare;
    }
    // An unsigned 64-bit number with its top bit set is a negative long.
    return joined >= 0 ? joined : (double) (joined >>> 1) * 2 + (joined & 1);
  }

  private static Outcome real(int[] words) {
    long joined = joined(words);
    double number =
        switch (words.length) {
          case 1 -> half((int) joined);
          case 2 -> Float.intBitsToFloat((int) joined);
          default -> Double.longBitsToDouble(joined);
        };
    return Double.isFinite(number)
        ? new Value(number)
        : new Missing(Cause.NOT_AVAILABLE, "the device reports " + number);
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent with a bias of 15, 10 bits fraction. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude;
    if (exponent == 0x1F) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) fraction, -24);
    } else {
      magnitude = Math.scalb((double) (fraction + 0x400), exponent - 25);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private static Outcome bcd(int[] words) {
    double number = 0;
    for (int word : words) {
      for (int shift = 12; shift >= 0; shift -= 4) {
        int digit = word >> shift & 0xF;
        if (digit > 9) {
          return new Missing(
              Cause.GARBAGE, String.format("0x%04X is not binary-coded decimal", word));
        }
        number = number * 10 + digit;
      }
    }
    return new Value(number);
  }

  private static String characters(int[] words) {
    byte[] bytes = new byte[2 * words.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int octet = i % 2 == 0 ? words[i / 2] >> 8 : words[i / 2] & 0xFF;
      if (octet == 0) {
        break;
      }
      bytes[length++] = (byte) octet;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static String hex(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append(String.format("%04x", word));
    }
    return text.toString();
  }
}
