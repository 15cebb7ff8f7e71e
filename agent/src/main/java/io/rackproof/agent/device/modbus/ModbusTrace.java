package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.RawTrace.Step;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The way from registers to a number, for people. */
final class ModbusTrace {

  private ModbusTrace() {}

  /** Bytes as they came, the registers in their order, and the number that they make. */
  static List<Step> of(Format format, Reading reading) {
    if (reading.raw().isEmpty()) {
      return List.of();
    }
    if (format instanceof Format.Contact) {
      return List.of(new Step("bit", reading.raw()));
    }
    List<Step> steps = new ArrayList<>();
    int[] words = words(reading.raw());
    steps.add(new Step("bytes", bytes(words)));
    WordOrder order = order(format);
    if (order != WordOrder.BIG || words.length > 1) {
      String name = order.name().toLowerCase(Locale.ROOT).replace('_', '-');
      steps.add(new Step("order " + name, "0x" + bytes(order.toBig(words)).replace(" ", "")));
    }
    if (reading.outcome() instanceof Value value) {
      steps.add(new Step(name(format), RawTrace.number(value.number())));
    }
    return steps;
  }

  private static int[] words(String raw) {
    String[] texts = raw.split(" ", -1);
    int[] words = new int[texts.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = Integer.decode(texts[i]);
    }
    return words;
  }

  private static String bytes(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(String.format(Locale.ROOT, "%02X %02X", word >> 8, word & 0xFF));
    }
    return text.toString();
  }

  private static WordOrder order(Format format) {
    if (format instanceof Format.Whole whole) {
      return whole.order();
    } else if (format instanceof Format.Real real) {
      return real.order();
    } else if (format instanceof Format.Bits bits) {
      return bits.order();
    } else if (format instanceof Format.Bcd bcd) {
      return bcd.order();
    } else if (format instanceof Format.Characters text) {
      return text.order();
    }
    return WordOrder.BIG;
  }

  /** As profiles name it. */
  private static String name(Format format) {
    if (format instanceof Format.Whole whole) {
      return (whole.signed() ? "int" : "uint") + 16 * whole.registers();
    } else if (format instanceof Format.Octet octet) {
      return (octet.signed() ? "int8" : "uint8") + (octet.upper() ? "-high" : "");
    } else if (format instanceof Format.Real real) {
      return "float" + 16 * real.registers();
    } else if (format instanceof Format.Bits bits) {
      return bits.width() == 1
          ? "bit " + bits.low()
          : "bits " + bits.low() + ".." + (bits.low() + bits.width() - 1);
    } else if (format instanceof Format.Bcd) {
      return "bcd";
    }
    return "number";
  }
}
