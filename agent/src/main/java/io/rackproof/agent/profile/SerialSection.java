package io.rackproof.agent.profile;

import io.rackproof.agent.device.serial.Checksum;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialDialogue.Fixed;
import io.rackproof.agent.device.serial.SerialDialogue.Framing;
import io.rackproof.agent.device.serial.SerialDialogue.Terminated;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The {@code serial} section of a profile: how the model talks. */
final class SerialSection {

  private static final int LONGEST_FRAME = 4096;

  private SerialSection() {}

  static Profile.Serial read(YamlValue section) {
    YamlMap map =
        section
            .map()
            .allow(
                "talks",
                "terminator",
                "answer-terminator",
                "length",
                "start",
                "checksum",
                "echo",
                "pause",
                "silent-after",
                "baud",
                "data-bits",
                "parity",
                "stop-bits");
    boolean streams =
        map.get("talks").map(v -> v.oneOf("when-asked", "unasked").equals("unasked")).orElse(false);
    if (streams) {
      for (String key : new String[] {"terminator", "echo", "pause"}) {
        map.get(key).ifPresent(v -> v.report("nothing is sent to what talks unasked"));
      }
    } else {
      map.get("silent-after")
          .ifPresent(v -> v.report("is for what talks unasked: the timeout in rack.yaml says it"));
    }
    Framing framing = framing(map);
    SerialDialogue dialogue =
        new SerialDialogue(
            streams,
            map.get("terminator")
                .map(SerialSection::bytes)
                .orElse(framing instanceof Fixed ? "" : "\n"),
            framing,
            map.get("checksum").flatMap(SerialSection::checksum),
            map.get("echo").map(YamlValue::bool).orElse(false),
            map.get("pause").map(YamlValue::duration).orElse(Duration.ZERO),
            map.get("silent-after")
                .map(SerialSection::span)
                .orElse(SerialDialogue.DEFAULT_SILENT_AFTER));
    if (streams && framing instanceof Fixed fixed && fixed.start().isEmpty()) {
      map.require("length").report("frames that come unasked need a 'start' to be found");
    }
    return new Profile.Serial(
        dialogue,
        map.get("baud").map(baud -> (int) baud.integer(50, 4_000_000)),
        map.get("data-bits").map(bits -> (int) bits.integer(7, 8)).orElse(8),
        map.get("parity").map(v -> v.oneOf(SerialLink.Parity.class)).orElse(SerialLink.Parity.NONE),
        map.get("stop-bits").map(bits -> (int) bits.integer(1, 2)).orElse(1));
  }

  private static Duration span(YamlValue value) {
    Duration span = value.duration();
    if (span.isZero()) {
      value.report("must be longer than nothing");
      return SerialDialogue.DEFAULT_SILENT_AFTER;
    }
    return span;
  }

  private static Framing framing(YamlMap map) {
    if (!map.has("length")) {
      map.get("start").ifPresent(v -> v.report("is for frames of a fixed 'length'"));
      String end = map.get("answer-terminator").map(SerialSection::some).orElse("\n");
      return new Terminated(end.isEmpty() ? "\n" : end);
    }
    map.get("answer-terminator")
        .ifPresent(v -> v.report("a frame has a 'length' or an 'answer-terminator', not both"));
    YamlValue length = map.require("length");
    String start = map.get("start").map(SerialSection::some).orElse("");
    int bytes = (int) length.integer(1, LONGEST_FRAME);
    if (start.length() >= bytes) {
      length.report("is not longer than the 'start' of a frame");
      return new Terminated("\n");
    }
    return new Fixed(start, bytes);
  }

  private static Optional<Checksum> checksum(YamlValue value) {
    YamlMap map = value.map().allow("type", "form", "order", "after", "before");
    Checksum.Kind kind = map.require("type").oneOf(Checksum.Kind.class);
    boolean hex = map.get("form").map(v -> v.oneOf("binary", "hex").equals("hex")).orElse(false);
    boolean little =
        map.get("order")
            .map(v -> v.oneOf("big", "little").equals("little"))
            // Modbus sends the low byte of its sum first; hexadecimal digits are written as read.
            .orElse(kind == Checksum.Kind.CRC16_MODBUS && !hex);
    return Optional.of(
        new Checksum(
            kind,
            hex,
            little,
            map.get("after").map(SerialSection::some).orElse(""),
            map.get("before").map(SerialSection::some).orElse("")));
  }

  private static String some(YamlValue value) {
    value.nonEmpty();
    return bytes(value);
  }

  /** A text of which each character is one byte, {@code "\x02"} for what cannot be written. */
  static String bytes(YamlValue value) {
    String text = value.text();
    if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
      value.report("each character is one byte: write others as \"\\x80\" to \"\\xff\"");
    }
    return text;
  }
}
