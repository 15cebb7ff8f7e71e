package io.rackproof.collector.report;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A linear axis from data to pixels, with ticks at round numbers or times. */
final class Axis {

  /**
   * @param at its place in pixels
   */
  record Tick(double at, String text) {}

  private static final long[] TIME_STEPS_SECONDS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800
  };

  private final double low;
  private final double high;
  private final double start;
  private final double end;

  /** From low and high in data to start and end in pixels, which may be upside down. */
  Axis(double low, double high, double start, double end) {
    this.low = low;
    this.high = high;
    this.start = start;
    this.end = end;
  }

  /** The place of a value in pixels, kept within the axis. */
  double at(double value) {
    double clamped = Math.max(low, Math.min(high, value));
    return start + (clamped - low) / (high - low) * (end - start);
  }

  /** The place of a time in pixels, kept within the axis. */
  double atTime(long millis) {
    return at((double) millis);
  }

  boolean containsTime(long millis) {
    return contains((double) millis);
  }

  boolean contains(double value) {
    return value >= low && value <= high;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** About this many ticks at 1, 2 or 5 times a power of ten. */
  List<Tick> numbers(int about, Figures figures) {
    double rough = (high - low) / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * power;
      if (step >= rough) {
        break;
      }
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(new Tick(at(i * step), figures.number(i * step, decimals)));
    }
    return ticks;
  }

  /** About this many ticks at round times of day, UTC; low and high are milliseconds. */
  List<Tick> times(int about, Figures figures) {
    long step = TIME_STEPS_SECONDS[TIME_STEPS_SECONDS.length - 1];
    for (long candidate : TIME_STEPS_SECONDS) {
      if ((high - low) / 1000 / candidate <= about) {
        step = candidate;
        break;
      }
    }
    DateTimeFormatter format = figures.ticks(step < 60, high - low > 86_400_000);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / 1000 / step); i * step * 1000 <= high; i++) {
      long millis = i * step * 1000;
      ticks.add(new Tick(atTime(millis), format.format(Instant.ofEpochMilli(millis))));
    }
    return ticks;
  }
}
