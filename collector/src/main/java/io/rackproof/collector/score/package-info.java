/**
 * Criteria to verdicts: a pure function of samples, plan and timeline, so that live scoring and
 * re-scoring give the same bytes. Reads no clock, no file, no store. {@code signal} evaluates
 * signals, {@code statistic} gathers statistics of what they hold. May import {@code wire}, {@code
 * document} for durations in words, and {@code plan}.
 */
@NullMarked
package io.rackproof.collector.score;

import org.jspecify.annotations.NullMarked;
