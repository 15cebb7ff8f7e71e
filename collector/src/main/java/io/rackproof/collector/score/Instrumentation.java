package io.rackproof.collector.score;

import io.rackproof.collector.plan.Accuracy;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.DecisionRule;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Sources;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The instruments behind a member of a criterion: its own accuracy, or those of its series. */
final class Instrumentation {

  private final Signals signals;
  private final Member member;
  private final Optional<Instrument> ofSignal;
  private final List<Calibration> calibrations = new ArrayList<>();
  private int known;
  private int all;

  /** A calibration that counts until a day, of what. */
  private record Calibration(LocalDate until, String of) {}

  Instrumentation(Signals signals, Criterion criterion, Member member) {
    this.signals = signals;
    this.member = member;
    this.ofSignal =
        criterion.accuracy().map((Accuracy a) -> Shifting.instrument(a, Instrument.UNKNOWN));
    if (ofSignal.isPresent()) {
      ofSignal.get().until().ifPresent(day -> calibrations.add(new Calibration(day, "the signal")));
      return;
    }
    for (int number : signals.seriesOf(member).keySet()) {
      Instrument instrument = signals.instrument(number);
      Series series = signals.series(number);
      all++;
      known += instrument.hasAccuracy() ? 1 : 0;
      String device = series.labels().getOrDefault("device", "");
      String of = series.metric() + (device.isEmpty() ? "" : " of " + device);
      instrument.until().ifPresent(day -> calibrations.add(new Calibration(day, of)));
    }
  }

  /** The errors of the member's values; empty when no accuracy is known. */
  Optional<Sources> sources(boolean apart) {
    return ofSignal.isPresent()
        ? ofSignal.filter(Instrument::hasAccuracy).map(i -> Sources.ofSignal(i, apart))
        : signals.sources(member, group -> apart);
  }

  /** The errors of the member's values, those apart that others have too. */
  Optional<Sources> sources(Set<Integer> common) {
    return ofSignal.isPresent() ? sources(false) : signals.sources(member, common::contains);
  }

  /** The value at which a lone counter starts again from 0; 0 when not known. */
  double modulus() {
    return signals.modulus(member);
  }

  /**
   * How far one standard uncertainty of a lone counter moves its modulus, as a share: an error of
   * the scale is one of the counter's end too.
   */
  double modulusShare() {
    Instrument instrument =
        ofSignal.orElseGet(() -> signals.instrument(signals.seriesOf(member).firstKey()));
    return instrument.reading() / Math.sqrt(3);
  }

  /** Which part of the series the uncertainty comes from; empty for all of them. */
  String share() {
    return known > 0 && known < all ? "accuracy known of " + known + " of " + all + " series" : "";
  }

  /** Why nothing passes that was measured after a calibration had ended; empty where none had. */
  String ended(DecisionRule rule, JudgedTime time) {
    if (rule != DecisionRule.GUARDED || calibrations.isEmpty() || time.spans().isEmpty()) {
      return "";
    }
    long end = time.spans().get(time.spans().size() - 1).to() - 1;
    LocalDate last = LocalDate.ofInstant(Instant.ofEpochMilli(end), ZoneOffset.UTC);
    return calibrations.stream()
        .filter(c -> c.until().isBefore(last))
        .findFirst()
        .map(c -> "the calibration of " + c.of() + " ended on " + c.until())
        .orElse("");
  }
}
