package io.rackproof.collector.score;

import io.rackproof.collector.plan.Accuracy;
import io.rackproof.collector.plan.Comparison;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.collector.score.signal.Sources;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.wire.Instrument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the errors of instruments reach a statistic. The error of an instrument stays the same over
 * time, so that it does not average away: the statistic is taken of the shifted values too, and how
 * far it moves is its uncertainty. Where a shift of all moves a level, one direction is enough;
 * differences over time keep the sources apart, since what two instruments do need not move
 * together.
 *
 * @param sources the errors that each value comes with
 * @param difference whether the statistic tells differences over time, in which errors cancel
 * @param apart whether each source is a direction of its own
 * @param kind the statistic
 * @param window milliseconds of a rolling window; 0 for none
 */
record Shifting(
    Sources sources, boolean difference, boolean apart, StatisticKind kind, long window) {

  /** Beyond so many sources a difference has no uncertainty told: it would cost too much. */
  static final int MOST_SOURCES = 16;

  private static final double TWO_ENDS = Math.sqrt(2);

  /** The steepest line through values that are off by one: their deviation times this, by time. */
  private static final double LINE = Math.sqrt(12);

  /**
   * Empty where the statistic has no uncertainty, or none is known.
   *
   * @param common the errors that members which are compared have in common; empty for none
   */
  static Optional<Shifting> of(
      Method.Statistical method, Instrumentation instruments, Set<Integer> common) {
    StatisticKind kind = method.statistic().kind();
    if (kind == StatisticKind.CHANGES) {
      return Optional.empty();
    }
    boolean difference =
        switch (kind) {
          case INCREASE, RATE, SLOPE, STDDEV -> true;
          default -> false;
        };
    boolean apart = difference || method.comparison().orElse(null) instanceof Comparison.WithPhase;
    long window = method.over().map(Duration::toMillis).orElse(0L);
    if (!apart && !common.isEmpty()) {
      Optional<Sources> shared = instruments.sources(common).filter(s -> s.count() <= MOST_SOURCES);
      if (shared.isPresent()) {
        return shared.map(s -> new Shifting(s, false, true, kind, window));
      }
    }
    return instruments
        .sources(apart)
        .filter(s -> s.count() <= MOST_SOURCES)
        .map(s -> new Shifting(s, difference, apart, kind, window));
  }

  /** The last direction is that of all the rest where levels keep sources apart. */
  int directions() {
    return apart ? sources.count() + (difference ? 0 : 1) : 1;
  }

  /** How far a direction moves a value: one standard uncertainty. */
  double shift(StepFunction held, int i, int direction) {
    if (!apart) {
      return Math.hypot(held.bias(i), held.resolution(i));
    }
    return direction < sources.count() ? held.bias(i, direction) : held.rest(i);
  }

  /**
   * What a statistic was when shifted.
   *
   * @param names of the error that each direction is; negative for one that nothing else has
   * @param up by direction
   * @param down by direction
   * @param rest standard uncertainty that no direction tells
   */
  record Shifted(List<Integer> names, List<Double> up, List<Double> down, double rest) {
    Shifted {
      names = List.copyOf(names);
      up = List.copyOf(up);
      down = List.copyOf(down);
    }

    /** A standard uncertainty that is known already. */
    static Shifted by(double uncertainty) {
      return new Shifted(List.of(), List.of(), List.of(), uncertainty);
    }

    /** The standard uncertainty of a value: directions are independent of each other. */
    double uncertainty(double value) {
      double squares = rest * rest;
      for (int j = 0; j < up.size(); j++) {
        double moved = moved(j, value);
        squares += moved * moved;
      }
      return Math.sqrt(squares);
    }

    /** How far a value moves with a direction: by the larger of both ways, with its sign. */
    double moved(int direction, double value) {
      return Shifting.moved(up.get(direction), down.get(direction), value);
    }
  }

  private static double moved(double up, double down, double value) {
    double farther = 0;
    for (double distance : new double[] {up - value, value - down}) {
      boolean is = Double.isFinite(distance) && Math.abs(distance) > Math.abs(farther);
      farther = is ? distance : farther;
    }
    return farther;
  }

  /**
   * @param coarsest the largest standard uncertainty by resolution of any value
   * @param covered milliseconds in which a value was held
   */
  Shifted shifted(List<Double> up, List<Double> down, double value, double coarsest, long covered) {
    if (!apart) {
      return new Shifted(List.of(-1), up, down, 0);
    }
    int kept = sources.count();
    double rest =
        difference
            ? ofDifference(coarsest, (window > 0 ? Math.min(window, covered) : covered) / 1000.0)
            : moved(up.get(kept), down.get(kept), value);
    List<Integer> names = IntStream.range(0, kept).map(sources::name).boxed().toList();
    return new Shifted(names, up.subList(0, kept), down.subList(0, kept), rest);
  }

  /** What resolution does to a difference, whatever it does to each value. */
  private double ofDifference(double coarsest, double seconds) {
    return switch (kind) {
      case INCREASE -> TWO_ENDS * coarsest;
      case RATE -> TWO_ENDS * coarsest / seconds;
      case SLOPE -> LINE * coarsest / seconds;
      default -> coarsest;
    };
  }

  /** The accuracy that a plan gives, as an instrument. */
  static Instrument instrument(Accuracy accuracy, Instrument replaced) {
    return new Instrument(
        accuracy.reading(),
        accuracy.absolute(),
        accuracy.resolution() > 0 ? accuracy.resolution() : replaced.resolution(),
        replaced.wrapsAt(),
        replaced.resettable(),
        accuracy.calibrated(),
        accuracy.until());
  }
}
