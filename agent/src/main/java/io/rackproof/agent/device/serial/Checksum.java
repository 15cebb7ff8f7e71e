package io.rackproof.agent.device.serial;

import java.util.Locale;
import java.util.Optional;

/**
 * The checksum of a frame.
 *
 * <pre>
 * $YXXDR,C,23.5,C,INLET*5A          after "$", before "*", form hex
 *  └────── covered ─────┘ └┴ sum
 * A0 00 E6 02 00 00 88              no after, no before: the last byte, form binary
 * └─── covered ───┘ └┴ sum
 * </pre>
 *
 * @param kind how it is computed
 * @param hex true when it is written in hexadecimal digits, two for each byte; else in bytes
 * @param little whether the low byte of two comes first
 * @param after covered is what follows the first of these; empty to cover from the first byte
 * @param before covered is what stands before the last of these, and the sum follows it; empty when
 *     the sum follows what it covers at the end of the frame
 */
public record Checksum(Kind kind, boolean hex, boolean little, String after, String before) {

  /** What is computed over the covered bytes. */
  public enum Kind {
    /** Sum modulo 256. */
    SUM8,
    /** What makes the sum modulo 256 zero. */
    SUM8_NEGATED,
    /** Exclusive or, as NMEA 0183 has it. */
    XOR8,
    /** Polynomial 0x8005 reflected, initial 0xFFFF; 0x4B37 over "123456789". */
    CRC16_MODBUS,
    /** Polynomial 0x1021, initial 0xFFFF; 0x29B1 over "123456789". */
    CRC16_CCITT,
    /** Polynomial 0x1021, initial 0; 0x31C3 over "123456789". */
    CRC16_XMODEM;

    /** Bytes of the sum. */
    public int bytes() {
      return this == SUM8 || this == SUM8_NEGATED || this == XOR8 ? 1 : 2;
    }

    /** The sum over a text's characters, each one byte. */
    public int over(CharSequence covered) {
      int sum =
          switch (this) {
            case CRC16_MODBUS, CRC16_CCITT -> 0xFFFF;
            default -> 0;
          };
      for (int i = 0; i < covered.length(); i++) {
        sum = next(sum, covered.charAt(i) & 0xFF);
      }
      return this == SUM8_NEGATED ? -sum & 0xFF : sum;
    }

    private int next(int sum, int octet) {
      return switch (this) {
        case SUM8, SUM8_NEGATED -> (sum + octet) & 0xFF;
        case XOR8 -> sum ^ octet;
        case CRC16_MODBUS -> reflected(sum ^ octet);
        case CRC16_CCITT, CRC16_XMODEM -> straight(sum ^ (octet << 8));
      };
    }

    private static int reflected(int sum) {
      int crc = sum;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xA001 : crc >>> 1;
      }
      return crc;
    }

    private static int straight(int sum) {
      int crc = sum;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
      }
      return crc;
    }
  }

  /** Characters that the sum takes in the frame. */
  int width() {
    return kind.bytes() * (hex ? 2 : 1);
  }

  /** Where the covered part of a frame ends; negative when the frame has no place for a sum. */
  int end(String frame) {
    return before.isEmpty() ? frame.length() - width() : frame.lastIndexOf(before);
  }

  /** Empty when the frame's sum is right; else what is wrong with it. */
  Optional<String> fault(String frame) {
    int start = after.isEmpty() ? 0 : frame.indexOf(after) + after.length();
    int end = end(frame);
    int at = end + before.length();
    if ((!after.isEmpty() && start < after.length())
        || end < start
        || at + width() > frame.length()) {
      return Optional.of("has no checksum");
    }
    String written = frame.substring(at, at + width());
    int computed = kind.over(frame.substring(start, end));
    String wanted = form(computed);
    boolean right = hex ? written.equalsIgnoreCase(wanted) : written.equals(wanted);
    return right
        ? Optional.empty()
        : Optional.of(
            "has a wrong checksum: "
                + (hex ? written : hex(written))
                + " where "
                + (hex ? wanted : hex(wanted))
                + " is right");
  }

  private String form(int sum) {
    int low = sum & 0xFF;
    int high = sum >>> 8;
    String bytes;
    if (kind.bytes() == 1) {
      bytes = String.valueOf((char) low);
    } else {
      bytes = little ? "" + (char) low + (char) high : "" + (char) high + (char) low;
    }
    return hex ? hex(bytes) : bytes;
  }

  private static String hex(String bytes) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      digits.append(String.format(Locale.ROOT, "%02X", (int) bytes.charAt(i)));
    }
    return digits.toString();
  }
}
