package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers of line instruments to readings; no input or output. */
final class SerialCodec {

  /** IEEE 488.2 {@code <NR1>}, {@code <NR2>} and {@code <NR3>}: 12, -3.5, +1.25E+02. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");

  /** What instruments show for no data: dashes, or the words of IEEE 754. */
  private static final Pattern NO_DATA = Pattern.compile("[+-]?(?:NAN|INF|INFINITY)|-{2,}");

  /** SCPI-99, 7.2.1.4 and 7.2.1.5: 9.9E37 is an infinity, 9.91E37 is not a number. */
  private static final double SCPI_INFINITY = 9.9e37;

  private static final double SCPI_NAN = 9.91e37;

  private static final int SHOWN = 60;

  private SerialCodec() {}

  /** What the part of an answer that a point wants says. */
  static Outcome decode(String answer, Point point, SerialSource source) {
    Optional<String> part = part(answer, source.part());
    if (part.isEmpty()) {
      return new Missing(Cause.GARBAGE, "no " + source.part() + " in " + shown(answer));
    }
    String text = part.get().strip();
    if (point.kind() == Point.Kind.INFO) {
      return text.isEmpty()
          ? new Missing(Cause.NOT_AVAILABLE, "an empty answer")
          : new Reading.Text(printable(text));
    }
    Double word = source.words().get(text);
    if (word != null) {
      return new Reading.Value(word);
    }
    return number(text, answer);
  }

  private static Outcome number(String text, String answer) {
    if (NO_DATA.matcher(text.toUpperCase(Locale.ROOT)).matches()) {
      return new Missing(Cause.NOT_AVAILABLE, "the instrument has no value: " + shown(text));
    }
    if (!NUMBER.matcher(text).matches()) {
      return new Missing(Cause.GARBAGE, shown(text) + " is no number, in " + shown(answer));
    }
    double number = Double.parseDouble(text);
    if (Math.abs(number) == SCPI_NAN) {
      return new Missing(Cause.NOT_AVAILABLE, "the instrument says not a number: " + text);
    }
    if (Math.abs(number) == SCPI_INFINITY || Double.isInfinite(number)) {
      return new Missing(Cause.NOT_AVAILABLE, "the instrument says overflow: " + text);
    }
    return new Reading.Value(number);
  }

  private static Optional<String> part(String answer, SerialSource.Part part) {
    if (part instanceof SerialSource.Field field) {
      String[] fields = answer.split(Pattern.quote(field.separator()), -1);
      return field.number() <= fields.length
          ? Optional.of(fields[field.number() - 1])
          : Optional.empty();
    }
    if (part instanceof SerialSource.Match match) {
      Matcher matcher = match.pattern().matcher(answer);
      return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }
    return Optional.of(answer);
  }

  /** In quotes, unprintable bytes as {@code \x07}, cut where it gets long. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        shown.append(c);
      } else {
        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return shown.append(text.length() > SHOWN ? "…'" : "'").toString();
  }

  private static String printable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
        ? text
        : shown(text).substring(1, shown(text).length() - 1);
  }
}
