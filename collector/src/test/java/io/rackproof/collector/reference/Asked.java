package io.rackproof.collector.reference;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A criterion in numbers, and as a plan writes it.
 *
 * @param over milliseconds of a rolling window; 0 for none
 * @param sustained milliseconds; 0 for none
 * @param inside in the signal's unit, or the limit in it
 * @param limit in the unit that the plan writes
 * @param scale from the statistic to that unit
 * @param marginal in that unit
 * @param compare {@code group}, {@code first}, {@code gen1} or empty
 * @param each whether members are told apart by rack alone
 */
record Asked(
    String id,
    Kind signal,
    String statistic,
    long over,
    long sustained,
    Bound inside,
    Bound limit,
    double scale,
    Bound marginal,
    String phase,
    String compare,
    boolean ratio,
    boolean each,
    int members,
    String text) {

  /** The signals that are asked about. */
  enum Kind {
    PLAIN("psu_output_power_watts"),
    SUM("sum by (rack) (psu_output_power_watts)"),
    SHARE("psu_output_power_watts / on (rack) group_left() sum by (rack) (psu_output_power_watts)"),
    FILTER("psu_output_power_watts > 20"),
    FILTERED_SUM("sum by (rack) (psu_output_power_watts > 20)"),
    AVERAGE("avg by (rack, shelf) (psu_output_power_watts)"),
    SPREAD("max by (rack) (psu_output_power_watts) - min by (rack) (psu_output_power_watts)"),
    COUNT("count by (rack) (psu_output_power_watts > 20)"),
    BOOL("psu_output_power_watts > bool 20"),
    CLAMPED("clamp_max(psu_output_power_watts, 22)"),
    ERRORS("switch_port_receive_errors_total"),
    TWICE("switch_port_receive_errors_total * 2");

    final String text;

    Kind(String text) {
      this.text = text;
    }

    boolean counter() {
      return this == ERRORS || this == TWICE;
    }

    boolean pure() {
      return this == SHARE || this == COUNT || this == BOOL;
    }
  }

  private static final String[] OF_GAUGES = {
    "min",
    "max",
    "mean",
    "last",
    "p50",
    "p90",
    "p99.5",
    "p5",
    "stddev",
    "integral",
    "slope",
    "changes",
    "time-outside",
    "longest-outside"
  };

  private static final String[] OF_COUNTERS = {"increase", "rate", "increase", "max", "changes"};

  private static final String[] PHASES = {"all", "first", "second", "hand", "load", "low"};

  /** Something that a plan may ask. */
  static Asked random(String id, long gap, int cell, Random random) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    String[] words = kind.counter() ? OF_COUNTERS : OF_GAUGES;
    String statistic = words[random.nextInt(words.length)];
    boolean outside = statistic.endsWith("outside");
    double level = level(kind, statistic, random);
    boolean keeps = keeps(statistic);
    double scale = kind.pure() && keeps ? 100 : 1;
    if (statistic.equals("integral") && !kind.pure()) {
      scale = 1e-3;
    }
    String unit = unit(kind, statistic);
    Bound inside = Bound.NONE;
    String text = "";
    boolean upper = statistic.startsWith("p") || random.nextInt(3) > 0;
    if (outside) {
      double edge = kind.pure() ? level(kind, "max", random) : 15 + random.nextInt(50);
      inside = random.nextBoolean() ? Bound.atMost(edge) : Bound.atLeast(edge);
      text +=
          ", inside: \"%s %s%s\""
              .formatted(inside.low() == edge ? ">=" : "<=", edge, kind.pure() ? "" : " W");
      upper = true;
    }
    double at = Double.parseDouble(String.format(Locale.ROOT, "%.6g", level * scale));
    boolean zero = kind.counter() && statistic.equals("increase") && random.nextBoolean();
    int form = random.nextInt(6);
    Bound limit =
        zero
            ? form < 2 ? Bound.atMost(0) : Bound.within(0, 0)
            : form == 0 && !outside && at != 0
                ? Bound.within(at * 0.7, at * 1.2)
                : upper ? Bound.atMost(at) : Bound.atLeast(at);
    String compare = "";
    boolean ratio = random.nextBoolean();
    long over = 0;
    long sustained = 0;
    int extra = random.nextInt(6);
    boolean smooth = List.of("stddev", "slope").contains(statistic) || statistic.startsWith("p");
    if (extra < 2) {
      over = (smooth ? gap : 0) + cell * (4L + random.nextInt(50));
      text += ", over: " + over + "ms";
    } else if (extra == 2 && (statistic.equals("max") || statistic.equals("min")) && !zero) {
      limit = statistic.equals("max") ? Bound.atMost(at) : Bound.atLeast(at);
      sustained = cell * (2L + random.nextInt(20));
      text += ", sustained: " + sustained + "ms";
    } else if (extra == 3 && !zero && !outside) {
      compare = new String[] {"group", "first", "gen1"}[random.nextInt(3)];
      double other = ratio ? 100 : 0;
      limit = Bound.within(other - 40, other + 4 * random.nextInt(10));
      scale = ratio ? 100 : 1;
      unit = ratio ? "%" : difference(kind, statistic);
      String with =
          compare.equals("group")
              ? "group: [rack]"
              : compare.equals("first") ? "phase: first" : "generation: gen1";
      text += ", compare: {%s, as: %s}".formatted(with, ratio ? "ratio" : "difference");
    }
    Bound marginal = Bound.NONE;
    if (random.nextInt(2) == 0 && limit.high() < 1e9 && limit.high() > 0) {
      marginal = new Bound(limit.high() * 0.6, false, Double.POSITIVE_INFINITY, false);
      text += ", marginal: \"> %s %s\"".formatted(marginal.low(), unit);
    }
    boolean each = random.nextInt(6) == 0;
    text += each ? ", each: [rack]" : "";
    int members = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0;
    text += members > 0 ? ", members: " + members : "";
    String phase = PHASES[random.nextInt(PHASES.length)];
    phase = compare.equals("first") && phase.equals("first") ? "all" : phase;
    String whole =
        "{id: %s, title: t, phase: %s, signal: \"%s\", statistic: %s, limit: \"%s\"%s}"
            .formatted(id, phase, kind.text, statistic, written(limit, unit), text);
    return new Asked(
        id,
        kind,
        statistic,
        over,
        sustained,
        outside ? inside : limitOfSignal(limit, scale),
        limit,
        scale,
        marginal,
        phase,
        compare,
        ratio,
        each,
        members,
        whole);
  }

  private static Bound limitOfSignal(Bound limit, double scale) {
    return new Bound(limit.low() / scale, limit.lowIn(), limit.high() / scale, limit.highIn());
  }

  private static boolean keeps(String statistic) {
    return switch (statistic) {
      case "min", "max", "mean", "last" -> true;
      default -> statistic.startsWith("p");
    };
  }

  private static String written(Bound limit, String unit) {
    if (limit.low() == limit.high()) {
      return "== 0";
    }
    if (Double.isInfinite(limit.low())) {
      return "<= %s %s".formatted(limit.high(), unit).strip();
    }
    if (Double.isInfinite(limit.high())) {
      return ">= %s %s".formatted(limit.low(), unit).strip();
    }
    return "%s .. %s %s".formatted(limit.low(), limit.high(), unit).strip();
  }

  /** In the unit of the limit. */
  private static String unit(Kind kind, String statistic) {
    if (keeps(statistic)) {
      return kind.counter() ? "" : kind.pure() ? "%" : "W";
    }
    return switch (statistic) {
      case "stddev" -> kind.pure() ? "" : "W";
      case "integral" -> kind.pure() ? "s" : "kJ";
      case "slope" -> kind.pure() ? "Hz" : "W/s";
      case "rate" -> "Hz";
      case "time-outside", "longest-outside" -> "s";
      default -> "";
    };
  }

  private static String difference(Kind kind, String statistic) {
    return keeps(statistic)
        ? kind.pure() || kind.counter() ? "" : "W"
        : statistic.equals("integral") && !kind.pure() ? "J" : unit(kind, statistic);
  }

  /** About what the statistic is, so that verdicts differ. */
  private static double level(Kind kind, String statistic, Random random) {
    double some = random.nextInt(9);
    return switch (statistic) {
      case "stddev" -> 0.5 + some / 4;
      case "integral" -> 100 * (some + 1);
      case "slope" -> some / 4;
      case "changes" -> 10 * some;
      case "increase" -> 10 * some;
      case "rate" -> some / 4;
      case "time-outside", "longest-outside" -> some / 2;
      default ->
          switch (kind) {
            case SUM, FILTERED_SUM -> 20 * (1 + some / 3);
            case SHARE -> (1 + some) / 10;
            case BOOL -> some / 8;
            case COUNT -> 1 + random.nextInt(3);
            case SPREAD -> some;
            case ERRORS, TWICE -> 20 * some;
            default -> 15 + 2 * some;
          };
    };
  }
}
