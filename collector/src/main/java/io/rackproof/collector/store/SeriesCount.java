package io.rackproof.collector.store;

import io.rackproof.wire.Series;

/**
 * How many samples a series has in a stretch of time, each time once.
 *
 * @param samples at least 1
 * @param notGood how many of them are not good
 * @param firstGoodMillis time of the first good one; {@link Long#MAX_VALUE} without any
 * @param lastGoodMillis time of the last good one; {@link Long#MIN_VALUE} without any
 */
public record SeriesCount(
    Series series, long samples, long notGood, long firstGoodMillis, long lastGoodMillis) {

  /** The two counts of one series in two stretches of time that have nothing in common. */
  SeriesCount plus(SeriesCount other) {
    return new SeriesCount(
        series,
        samples + other.samples,
        notGood + other.notGood,
        Math.min(firstGoodMillis, other.firstGoodMillis),
        Math.max(lastGoodMillis, other.lastGoodMillis));
  }
}
