/**
 * Statistics that are gathered piece by piece, each piece once and in time order, so that a day is
 * judged in the memory of its windows. In: what a member of a signal held, clipped to the judged
 * time. Out: {@code Measured}. May import {@code plan} for limits and units, and {@code document}
 * for durations in words; nothing else of ours.
 */
@NullMarked
package io.rackproof.collector.score.statistic;

import org.jspecify.annotations.NullMarked;
