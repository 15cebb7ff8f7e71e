package io.rackproof.agent.profile;

import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys {@code type}, {@code order}, {@code length} and {@code bit} of a Modbus point. */
final class ModbusFormat {

  private static final String[] TYPES = {
    "uint16",
    "int16",
    "uint32",
    "int32",
    "uint48",
    "int48",
    "uint64",
    "int64",
    "uint8",
    "int8",
    "uint8-high",
    "int8-high",
    "float16",
    "float32",
    "float64",
    "bcd",
    "string",
    "hex"
  };

  private static final Pattern NUMBER = Pattern.compile("(u?int|float)(\\d+)(-high)?");
  private static final Pattern BITS = Pattern.compile("(\\d{1,2})(?:\\s*\\.\\.\\s*(\\d{1,2}))?");

  private ModbusFormat() {}

  static Format of(YamlMap entry, ModbusSource.Table table, Optional<Metric> metric) {
    WordOrder order =
        entry.get("order").map(value -> value.oneOf(WordOrder.class)).orElse(WordOrder.BIG);
    if (table.isBits()) {
      for (String key : new String[] {"type", "order", "length", "bit", "flags"}) {
        entry.get(key).ifPresent(v -> v.report("has no meaning for single bits"));
      }
      return new Format.Contact();
    }
    boolean isBits = entry.has("bit") || entry.has("flags");
    String type = isBits && !entry.has("type") ? "uint16" : entry.require("type").oneOf(TYPES);
    boolean isText = type.equals("string") || type.equals("hex");
    boolean wantsText = metric.isPresent() && metric.get().kind() == Metric.Kind.INFO;
    if (metric.isPresent() && isText != wantsText) {
      entry
          .require("metric")
          .report(wantsText ? "is a text: use the type string or hex" : "is a number, no text");
    }
    boolean hasLength = isText || type.equals("bcd");
    int length = 1;
    if (hasLength) {
      int most = isText ? ModbusConfig.MAX_REGISTERS : 4;
      length = (int) entry.require("length").integer(1, most);
    } else {
      entry.get("length").ifPresent(v -> v.report("is only for string, hex and bcd"));
    }
    Format whole = plain(type, length, order);
    return entry.get("bit").map(bit -> bits(bit, whole)).orElse(whole);
  }

  private static Format plain(String type, int length, WordOrder order) {
    Matcher number = NUMBER.matcher(type);
    if (number.matches()) {
      int bits = Integer.parseInt(number.group(2));
      if (number.group(1).equals("float")) {
        return new Format.Real(bits / 16, order);
      }
      boolean signed = number.group(1).equals("int");
      return bits == 8
          ? new Format.Octet(number.group(3) != null, signed)
          : new Format.Whole(bits / 16, signed, order);
    }
    return switch (type) {
      case "bcd" -> new Format.Bcd(length, order);
      case "hex" -> new Format.Hex(length);
      default -> new Format.Characters(length, order);
    };
  }

  /** {@code 3} or {@code 4..7}, 0 the least significant bit of the registers taken together. */
  private static Format bits(YamlValue value, Format whole) {
    Matcher range = BITS.matcher(value.text());
    if (!range.matches()) {
      value.report("expected a bit or bits such as 3 or 4..7, not '" + value.text() + "'");
      return whole;
    }
    int low = Integer.parseInt(range.group(1));
    int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
    int last = 16 * whole.registers() - 1;
    if (!(whole instanceof Format.Whole number) || high < low || high > last || high - low > 31) {
      value.report("the bits of these registers are 0 to " + last + ", at most 32 of them");
      return whole;
    }
    return new Format.Bits(whole.registers(), low, high - low + 1, number.order());
  }
}
