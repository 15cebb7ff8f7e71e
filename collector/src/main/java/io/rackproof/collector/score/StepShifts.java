package io.rackproof.collector.score;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Sources;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What errors of instruments make of an overshoot or undershoot: a difference of what one signal
 * held at two times, so that only what grows with the reading, and resolution, are left. A time to
 * recover has none: it is told as an interval. Not thread safe.
 */
final class StepShifts {

  /** Two readings of the same instrument. */
  private static final double TWO_ENDS = Math.sqrt(2);

  /** Up and down by turns, source after source. */
  private final List<StepTrack> shifted = new ArrayList<>();

  /** Of the resolution of each value. */
  private final List<StepTrack> resolution = new ArrayList<>();

  /** Moved by the error of one source that is kept apart. */
  private record BySource(Sources sources, int source, double sign) implements StepTrack.Values {
    @Override
    public StepFunction held(Window window, Member signal) {
      return window.held(signal, sources);
    }

    @Override
    public double value(StepFunction held, int i) {
      return held.value(i) + sign * held.bias(i, source);
    }
  }

  private record OfResolution(Sources sources) implements StepTrack.Values {
    @Override
    public StepFunction held(Window window, Member signal) {
      return window.held(signal, sources);
    }

    @Override
    public double value(StepFunction held, int i) {
      return held.resolution(i);
    }
  }

  /**
   * @param track of values that are taken so
   */
  StepShifts(
      Method.StepValue value,
      Instrumentation instruments,
      Function<StepTrack.Values, StepTrack> track) {
    Optional<Sources> found =
        value == Method.StepValue.RECOVERY ? Optional.empty() : instruments.sources(true);
    if (found.isPresent() && found.get().count() <= Shifting.MOST_SOURCES) {
      Sources sources = found.get();
      for (int j = 0; j < sources.count(); j++) {
        shifted.add(track.apply(new BySource(sources, j, 1)));
        shifted.add(track.apply(new BySource(sources, j, -1)));
      }
      resolution.add(track.apply(new OfResolution(sources)));
    }
  }

  private StepShifts(StepShifts other) {
    other.shifted.forEach(track -> shifted.add(track.copy()));
    other.resolution.forEach(track -> resolution.add(track.copy()));
  }

  StepShifts copy() {
    return new StepShifts(this);
  }

  void commit(Window window, JudgedTime time, long upTo) {
    shifted.forEach(track -> track.commit(window, time, upTo));
    resolution.forEach(track -> track.commit(window, time, upTo));
  }

  /** The standard uncertainty of each event's excursion, in their order; empty when not known. */
  List<OptionalDouble> uncertainties(
      List<StepEvent> events, Method.StepValue value, Window window, JudgedTime time, long to) {
    List<OptionalDouble> result = new ArrayList<>();
    if (resolution.isEmpty()) {
      events.forEach(event -> result.add(OptionalDouble.empty()));
      return result;
    }
    List<List<StepEvent>> moved =
        shifted.stream().map(track -> track.events(window, time, to)).toList();
    List<StepEvent> steps = resolution.get(0).events(window, time, to);
    for (int i = 0; i < events.size(); i++) {
      double own = events.get(i).excursion(value);
      double rest = TWO_ENDS * Math.max(0, steps.get(i).highest());
      double squares = Double.isFinite(rest) ? rest * rest : 0;
      for (int j = 0; j < moved.size(); j += 2) {
        double up = Math.abs(moved.get(j).get(i).excursion(value) - own);
        double down = Math.abs(moved.get(j + 1).get(i).excursion(value) - own);
        double farther = Math.max(up, down);
        squares += Double.isFinite(farther) ? farther * farther : 0;
      }
      result.add(OptionalDouble.of(Math.sqrt(squares)));
    }
    return result;
  }
}
