package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames of serial instruments to readings; no input or output. */
final class SerialCodec {

  /** IEEE 488.2 {@code <NR1>}, {@code <NR2>} and {@code <NR3>}: 12, -3.5, +1.25E+02. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");

  /** What instruments show for no data: dashes, or the words of IEEE 754. */
  private static final Pattern NO_DATA = Pattern.compile("[+-]?(?:NAN|INF|INFINITY)|-{2,}");

  /** SCPI-99, 7.2.1.4 and 7.2.1.5: 9.9E37 is an infinity, 9.91E37 is not a number. */
  private static final double SCPI_INFINITY = 9.9e37;

  private static final double SCPI_NAN = 9.91e37;

  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

  private static final int SHOWN = 60;

  /** More matches than this in one frame are no table of sensors. */
  private static final int MOST_ROWS = 256;

  private SerialCodec() {}

  /**
   * One value of a frame.
   *
   * @param labels that the frame itself gives
   * @param part the text or bytes that are the value
   */
  record Row(Map<String, String> labels, String part, Outcome outcome) {}

  /** Whether a frame has the point. */
  static boolean concerns(String frame, SerialSource source) {
    return source.frame().map(expression -> expression.in(frame).find()).orElse(true);
  }

  /** What a frame says of a point: one row, or as many as an expression with labels matches. */
  static List<Row> decode(String frame, Point point, SerialSource source) {
    if (!(source.part() instanceof SerialSource.Match match) || match.labels().isEmpty()) {
      return List.of(one(frame, point, source));
    }
    List<Row> rows = new ArrayList<>();
    Matcher each = match.expression().in(frame);
    while (each.find() && rows.size() < MOST_ROWS) {
      Map<String, String> labels = new TreeMap<>();
      for (String label : match.labels()) {
        String text = each.group(label);
        labels.put(label, text == null ? "" : printable(text.strip()));
      }
      String text = group(each, match);
      rows.add(
          text == null
              ? new Row(labels, "", garbage("no " + match + " in " + shown(frame)))
              : new Row(labels, text, value(text, frame, point, source)));
    }
    return rows;
  }

  private static Row one(String frame, Point point, SerialSource source) {
    if (source.part() instanceof Octets octets) {
      if (frame.length() <= octets.last()) {
        return new Row(Map.of(), "", garbage("no " + octets + " in " + frame.length() + " bytes"));
      }
      String part = octets.text(frame);
      if (octets.type() != Octets.Type.TEXT) {
        double number = octets.number(frame);
        return new Row(
            Map.of(),
            part,
            Double.isFinite(number)
                ? new Reading.Value(number)
                : new Missing(Cause.NOT_AVAILABLE, "no number in " + shown(part)));
      }
    }
    Optional<String> part = part(frame, source.part());
    return part.isEmpty()
        ? new Row(Map.of(), "", garbage("no " + source.part() + " in " + shown(frame)))
        : new Row(Map.of(), part.get(), value(part.get(), frame, point, source));
  }

  private static Missing garbage(String why) {
    return new Missing(Cause.GARBAGE, why);
  }

  private static Outcome value(String part, String frame, Point point, SerialSource source) {
    String text = part.strip();
    if (point.kind() == Point.Kind.INFO) {
      return text.isEmpty()
          ? new Missing(Cause.NOT_AVAILABLE, "an empty answer")
          : new Reading.Text(printable(text));
    }
    Double word = source.words().get(text);
    return word != null ? new Reading.Value(word) : number(text, frame);
  }

  private static Outcome number(String text, String frame) {
    if (NO_DATA.matcher(text.toUpperCase(Locale.ROOT)).matches()) {
      return new Missing(Cause.NOT_AVAILABLE, "the instrument has no value: " + shown(text));
    }
    if (!NUMBER.matcher(text).matches()) {
      return garbage(shown(text) + " is no number, in " + shown(frame));
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

  private static Optional<String> part(String frame, SerialSource.Part part) {
    if (part instanceof SerialSource.Field field) {
      String[] fields = frame.split(Pattern.quote(field.separator()), -1);
      return field.number() <= fields.length
          ? Optional.of(fields[field.number() - 1])
          : Optional.empty();
    }
    if (part instanceof SerialSource.Match match) {
      Matcher matcher = match.expression().in(frame);
      return matcher.find() ? Optional.ofNullable(group(matcher, match)) : Optional.empty();
    }
    return Optional.of(part instanceof Octets octets ? octets.text(frame) : frame);
  }

  private static @org.jspecify.annotations.Nullable String group(
      Matcher matcher, SerialSource.Match match) {
    return match.group().isEmpty() ? matcher.group(1) : matcher.group(match.group());
  }

  /** In quotes, unprintable bytes as {@code \x07}, cut where it gets long. */
  static String shown(String text) {
    return text.length() > SHOWN
        ? "'" + escaped(text.substring(0, SHOWN)) + "…'"
        : "'" + escaped(text) + "'";
  }

  /** Unprintable bytes as {@code \x07}. */
  static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') {
        shown.append(c);
      } else {
        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return shown.toString();
  }

  /** {@code a0 00 e6}. */
  static String hex(String bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      hex.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", (int) bytes.charAt(i)));
    }
    return hex.toString();
  }

  /** The text behind {@link #escaped}. */
  static String unescaped(String shown) {
    return ESCAPE
        .matcher(shown)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }

  private static String printable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : escaped(text);
  }
}
