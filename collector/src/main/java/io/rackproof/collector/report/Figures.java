package io.rackproof.collector.report;

import io.rackproof.collector.score.CriterionResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers, times and labels as people of one language read them; always the same for the same
 * input.
 */
public final class Figures {

  /** Stands where there is nothing to tell. */
  public static final String NONE = "–";

  private static final char GROUP = '\u202F';

  /** A decimal point between digits. */
  private static final Pattern POINT =
      Pattern.compile("(?<![\\w.])(\\d+)\\.(\\d+)(?!\\d*\\.\\d)(?!\\d*[A-DF-Za-df-z_])");

  private static final DateTimeFormatter TIME = utc("HH:mm:ss");

  private final Language language;
  private final DateTimeFormatter day;
  private final DateTimeFormatter dayAndTime;

  private Figures(Language language) {
    this.language = language;
    this.day = utc(language.day());
    this.dayAndTime = utc(language.day() + " HH:mm:ss 'UTC'");
  }

  public static Figures in(Language language) {
    return new Figures(language);
  }

  /** Below this a number is told with its power of ten. */
  private static final double SMALLEST = 1e-6;

  static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /**
   * Decimals that show a scale with two digits or more: 1 for 8.4, 3 for 0.042; never more than a
   * value needs to have seven significant digits.
   */
  static int decimals(double scale, double value) {
    double shown = scale == 0 || !Double.isFinite(scale) ? Math.abs(value) / 100 : Math.abs(scale);
    if (shown == 0 || !Double.isFinite(shown)) {
      return 0;
    }
    int two = 1 - (int) Math.floor(Math.log10(shown));
    int wanted = Math.abs(value) < 1000 && shown < 100 ? Math.max(1, two) : two;
    int most = value == 0 ? 9 : 6 - (int) Math.floor(Math.log10(Math.abs(value)));
    return Math.max(0, Math.min(wanted, Math.min(most, 12)));
  }

  /**
   * A number with decimals, its thousands grouped, without a sign on zero; one that they would not
   * show, such as a bit error ratio, as {@code 6.2e−15}.
   */
  public String number(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? NONE : value > 0 ? "∞" : "−∞";
    }
    if (value != 0 && Math.abs(value) < SMALLEST) {
      return decimal(
          String.format(Locale.ROOT, "%.1e", value).replace("e-", "e−").replace("-", "−"));
    }
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    String digits = rounded.abs().toPlainString();
    int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    StringBuilder text = new StringBuilder(digits);
    if (point > 4) {
      for (int at = point - 3; at > 0; at -= 3) {
        text.insert(at, GROUP);
      }
    }
    return decimal(rounded.signum() < 0 ? "−" + text : text.toString());
  }

  /** A value with its unit, as precise as its margin asks. */
  public String quantity(OptionalDouble value, OptionalDouble margin, String unit) {
    if (value.isEmpty()) {
      return NONE;
    }
    double v = value.getAsDouble();
    boolean whole = v == Math.rint(v) && margin.orElse(0) == Math.rint(margin.orElse(0));
    int decimals = whole ? 0 : decimals(margin.orElse(0), v);
    return withUnit(number(v, decimals), unit);
  }

  /** A margin or an uncertainty with its unit, two or three digits. */
  public String difference(OptionalDouble difference, String unit) {
    if (difference.isEmpty()) {
      return NONE;
    }
    double d = difference.getAsDouble();
    return withUnit(
        number(d, d == Math.rint(d) ? 0 : decimals(d, d)), CriterionResult.differenceUnit(unit));
  }

  public static String withUnit(String number, String unit) {
    return unit.isEmpty() || number.equals(NONE) ? number : number + "\u00A0" + unit;
  }

  /** A share of 1 as percent; never 100 % or 0 % unless it is. */
  public String percent(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.1) {
      return "< " + number(0.1, 1) + "\u00A0%";
    }
    if (percent < 100 && percent > 99.9) {
      return "> " + number(99.9, 1) + "\u00A0%";
    }
    return number(percent, percent == Math.rint(percent) ? 0 : 1) + "\u00A0%";
  }

  /** A limit with the signs of print: {@code ≤ 80 %}. */
  public String limit(String text) {
    String signs = text.replace("<=", "≤").replace(">=", "≥").replace("==", "=");
    return written(signs.replace("..", "…"));
  }

  public String count(long count) {
    return number((double) count, 0);
  }

  /** Of one or several: {@code 1 criterion}, {@code 3 criteria}; {@code what} names the phrase. */
  String counted(long count, String what) {
    return Phrases.in(language).counted(what, count, count(count));
  }

  /** A number with all of its digits, as somebody chose it. */
  String exact(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    return decimal(rounded.toPlainString().replace('-', '−'));
  }

  /** A number that was written with a point, with the language's sign in its place. */
  private String decimal(String number) {
    return number.replace('.', language.decimalSign());
  }

  /** Decimal signs, durations and comparisons of a text that plans or scoring wrote. */
  String written(String text) {
    return language.decimalSign() == '.'
        ? text
        : POINT.matcher(text).replaceAll("$1" + language.decimalSign() + "$2");
  }

  String day(LocalDate date) {
    return day.format(date);
  }

  /** Ticks of a time axis: with seconds, with the day, or of the day alone. */
  DateTimeFormatter ticks(boolean seconds, boolean days) {
    return utc(seconds ? "HH:mm:ss" : days ? language.dayOfYear() + " HH:mm" : "HH:mm");
  }

  public String time(long millis) {
    return dayAndTime.format(Instant.ofEpochMilli(millis));
  }

  String time(OptionalLong millis) {
    return millis.isPresent() ? time(millis.getAsLong()) : NONE;
  }

  String timeOfDay(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** {@code 1 h 05 min}, {@code 12 min 30 s}, {@code 8.4 s}. */
  String duration(long millis) {
    long seconds = Math.round(millis / 1000.0);
    if (millis < 60_000) {
      return number(millis / 1000.0, millis % 1000 == 0 ? 0 : 1) + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** Labels for people, the rack's own left out: {@code pdu-a, phase L1}. */
  String labels(Map<String, String> labels) {
    String text =
        labels.entrySet().stream()
            .filter(l -> !l.getKey().equals("rack") && !l.getKey().equals("role"))
            .map(l -> l.getKey().equals("device") ? l.getValue() : l.getKey() + " " + l.getValue())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? Phrases.in(language).say("labels.none") : text;
  }
}
