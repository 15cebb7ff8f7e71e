package io.rackproof.collector.score;

import io.rackproof.collector.plan.Expression;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Readings of instruments whose accuracy is known, and what comes out of them. */
final class Instruments {

  private final Map<Series, Double> values = new TreeMap<>();
  private final Map<Series, Instrument> known = new HashMap<>();

  static Instrument of(double reading, double absolute, double resolution) {
    return new Instrument(reading, absolute, resolution, 0, false);
  }

  /** One whose error has a standard uncertainty, whatever it reads. */
  static Instrument standard(double uncertainty) {
    return of(0, uncertainty * Math.sqrt(3), 0);
  }

  static Instrument calibratedUntil(double absolute, String day) {
    return new Instrument(
        0, absolute, 0, 0, false, Optional.empty(), Optional.of(LocalDate.parse(day)));
  }

  /** A reading of a series without an instrument that is known. */
  Instruments with(String metric, String labels, double value) {
    values.put(Series.of(metric, Judging.labels(labels)), value);
    return this;
  }

  Instruments with(String metric, String labels, double value, Instrument instrument) {
    known.put(Series.of(metric, Judging.labels(labels)), instrument);
    return with(metric, labels, value);
  }

  static Expression expression(String signal) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: '%s', statistic: max, limit: == 0}
            """
                .formatted(signal));
    return plan.criteria().get(0).signal().orElseThrow().expression();
  }

  /** The standard uncertainty of a signal's only member; empty when none is known. */
  OptionalDouble uncertainty(String signal) {
    List<OptionalDouble> all = uncertainties(signal, false);
    List<OptionalDouble> apart = uncertainties(signal, true);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " members of " + signal);
    }
    // Keeping all sources apart tells the same.
    if (Math.abs(all.get(0).orElse(0) - apart.get(0).orElse(0)) > 1e-9 * all.get(0).orElse(1)) {
      throw new AssertionError(all + " and " + apart);
    }
    return all.get(0);
  }

  List<OptionalDouble> uncertainties(String signal, boolean apart) {
    Signals signals = new Signals(values.keySet(), known);
    Window window =
        new Window(
            number -> {
              StepFunction.Builder held = new StepFunction.Builder(1);
              held.add(0, 1000, values.getOrDefault(signals.series(number), Double.NaN));
              return held.build(new long[0]);
            });
    return signals.members(expression(signal)).stream()
        .map(m -> uncertainty(signals, window, m, apart))
        .toList();
  }

  private static OptionalDouble uncertainty(
      Signals signals, Window window, Member member, boolean apart) {
    return signals
        .sources(member, group -> apart)
        .map(s -> window.held(member, s))
        .map(h -> OptionalDouble.of(Math.hypot(h.bias(0), h.resolution(0))))
        .orElse(OptionalDouble.empty());
  }

  /** The result of a criterion's only member over a campaign of some seconds. */
  static MemberResult judge(
      Plan plan, double seconds, Map<Series, Instrument> instruments, SeriesSamples... series) {
    Evidence evidence = new Evidence(List.of(series), List.of(), List.of(), instruments);
    CriterionResult result =
        new Scorer(plan)
            .score(Judging.ended(seconds), evidence, Judging.at(seconds))
            .criteria()
            .get(0);
    if (result.members().isEmpty()) {
      throw new AssertionError(result.reason());
    }
    return result.members().get(0);
  }

  /** The same with one instrument behind all series. */
  static MemberResult judge(
      String criterion, double seconds, Instrument instrument, SeriesSamples... series) {
    Map<Series, Instrument> instruments = new HashMap<>();
    for (SeriesSamples samples : series) {
      instruments.put(samples.series(), instrument);
    }
    Plan plan = Judging.plan("whole: {whole: true}", "phase: whole, " + criterion);
    return judge(plan, seconds, instruments, series);
  }
}
