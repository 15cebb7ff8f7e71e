package io.rackproof.collector.score;

import io.rackproof.collector.plan.Method.Band;
import io.rackproof.collector.plan.PlanUnits;
import io.rackproof.collector.score.statistic.Rounding;
import io.rackproof.collector.score.statistic.UnitScale;
import javax.measure.Unit;

/** Where a signal counts as recovered, in the signal's own unit. */
interface StepBand {

  boolean contains(double value, double baseline);

  static StepBand of(Band band, Unit<?> signal) {
    if (band instanceof Band.Relative relative) {
      return (value, baseline) ->
          Rounding.of(Math.abs(value - baseline))
              <= Rounding.of(relative.share() * Math.abs(baseline));
    }
    if (band instanceof Band.Absolute absolute) {
      double distance =
          Rounding.of(
              UnitScale.fromLimit(absolute.distance(), PlanUnits.ofDifference(signal))
                  .apply(absolute.distance().high()));
      return (value, baseline) -> Rounding.of(Math.abs(value - baseline)) <= distance;
    }
    if (band instanceof Band.Share share) {
      return (value, baseline) -> {
        double bound = Rounding.of(share.share() * baseline);
        return share.atLeast() ? Rounding.of(value) >= bound : Rounding.of(value) <= bound;
      };
    }
    Band.Fixed fixed = (Band.Fixed) band;
    UnitScale scale = UnitScale.toLimit(signal, fixed.limit());
    return (value, baseline) -> fixed.limit().contains(Rounding.of(scale.apply(value)));
  }
}
