package io.rackproof.agent.device.snmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** SMI values to numbers and texts. */
final class SnmpValues {

  /** A number, then at most a unit: not a date, an address or a version. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "\\s*([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*(?:[\\p{L}%°\"'][^\\d]*)?");

  /*
   * Opaque floats, as net-snmp wraps them (draft-perkins-opaque-01): a BER tag of two bytes, the
   * length, then the number, most significant byte first.
   *
   *   float:  9F 78 04 s e m m          7 bytes
   *   double: 9F 79 08 s e m m m m m m  11 bytes
   */
  private static final int OPAQUE_TAG = 0x9F;
  private static final int OPAQUE_FLOAT = 0x78;
  private static final int OPAQUE_DOUBLE = 0x79;

  /** Texts longer than this are cut: labels and identities are for people. */
  private static final int LONGEST_TEXT = 200;

  private SnmpValues() {}

  /** The number that a value is or, for strings, shows; empty when it is none. */
  static OptionalDouble number(Variable variable) {
    if (variable instanceof Integer32 integer) {
      return OptionalDouble.of(integer.getValue());
    }
    if (variable instanceof Counter64 counter) {
      return OptionalDouble.of(unsigned(counter.getValue()));
    }
    if (variable instanceof UnsignedInteger32 unsigned) {
      return OptionalDouble.of((double) unsigned.getValue());
    }
    if (variable instanceof Opaque opaque) {
      return opaque(opaque.getValue());
    }
    if (variable instanceof OctetString string) {
      return shown(text(string));
    }
    return OptionalDouble.empty();
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? (double) bits : (double) (bits >>> 1) * 2 + (double) (bits & 1);
  }

  private static OptionalDouble opaque(byte[] bytes) {
    if (bytes.length < 3 || (bytes[0] & 0xFF) != OPAQUE_TAG) {
      return OptionalDouble.empty();
    }
    ByteBuffer content = ByteBuffer.wrap(bytes, 3, bytes.length - 3);
    double number;
    if (bytes[1] == OPAQUE_FLOAT && bytes[2] == 4 && content.remaining() == 4) {
      // A float stands for the shortest decimal that it is nearest to, 23.1 and not 23.100000381.
      number = Double.parseDouble(Float.toString(content.getFloat()));
    } else if (bytes[1] == OPAQUE_DOUBLE && bytes[2] == 8 && content.remaining() == 8) {
      number = content.getDouble();
    } else {
      return OptionalDouble.empty();
    }
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  private static OptionalDouble shown(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(matcher.group(1));
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /**
   * The value as text: numbers as their digits, strings as UTF-8 or, when they are not, as Latin-1,
   * without control characters, trailing zeros and outer blanks.
   */
  static String text(Variable variable) {
    if (variable instanceof OctetString string && !(variable instanceof Opaque)) {
      return text(string);
    }
    OptionalDouble number = number(variable);
    if (number.isPresent() && !(variable instanceof Opaque)) {
      return variable instanceof Counter64 counter
          ? Long.toUnsignedString(counter.getValue())
          : Long.toString((long) number.getAsDouble());
    }
    return variable.toString();
  }

  private static String text(OctetString string) {
    byte[] bytes = string.getValue();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT);
  }

  /** Width at which a counter wraps; 0 for what is no counter. */
  static int counterBits(Variable variable) {
    if (variable instanceof Counter64) {
      return 64;
    }
    return variable instanceof Counter32 ? 32 : 0;
  }

  /** Whether the device can say nothing between two neighbouring whole numbers. */
  static boolean isWholeNumber(Variable variable) {
    return variable instanceof Integer32
        || variable instanceof UnsignedInteger32
        || variable instanceof Counter64;
  }

  static boolean isTimeTicks(Variable variable) {
    return variable instanceof TimeTicks;
  }

  private static String type(Variable variable) {
    // SNMP4J's own names are those of SMIv1 in part; a Gauge32 is a Gauge there.
    return switch (variable.getSyntax()) {
      case SMIConstants.SYNTAX_GAUGE32 -> "Gauge32";
      case SMIConstants.SYNTAX_COUNTER32 -> "Counter32";
      case SMIConstants.SYNTAX_COUNTER64 -> "Counter64";
      case SMIConstants.SYNTAX_INTEGER32 -> "Integer32";
      case SMIConstants.SYNTAX_TIMETICKS -> "TimeTicks";
      default -> variable.getSyntaxString();
    };
  }

  /** For people: {@code 1.3.6.1.2.1.1.3.0 = TimeTicks 49383892}. */
  static String raw(Oid instance, Variable variable) {
    return instance
        + " = "
        + type(variable)
        + " "
        + (variable instanceof Opaque opaque ? opaque.toHexString() : text(variable));
  }
}
