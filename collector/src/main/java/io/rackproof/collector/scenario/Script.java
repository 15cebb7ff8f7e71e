package io.rackproof.collector.scenario;

import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.time.Duration;

/**
 * The samples of one series as a person writes them.
 *
 * @param from from the start of the scenario to the first sample
 * @param interval between samples
 * @param instrument behind the series
 */
record Script(
    Series series, Duration from, Duration interval, Values values, Instrument instrument) {

  /** The samples of a scenario between two times. */
  SeriesSamples samples(long startMillis, long endMillis) {
    SeriesSamples.Builder samples = SeriesSamples.builder(series);
    values.forEach(
        startMillis + from.toMillis(),
        endMillis,
        interval,
        (time, value) ->
            samples.add(
                time,
                value.orElse(Double.NaN),
                value.isPresent() ? Quality.GOOD : Quality.NOT_AVAILABLE,
                0));
    return samples.build();
  }
}
