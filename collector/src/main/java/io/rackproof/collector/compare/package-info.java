/**
 * Racks, lots, sites and generations side by side. In: {@code Candidate}s, each the verdicts of one
 * rack in one campaign, made from what is judged here or read from a {@code verdict.json} ({@code
 * VerdictFile}). Out: a {@code Comparison}, and its JSON. Pure: reads no store and no clock. May
 * import {@code score} and {@code report} for their records, and {@code wire}.
 */
@NullMarked
package io.rackproof.collector.compare;

import org.jspecify.annotations.NullMarked;
