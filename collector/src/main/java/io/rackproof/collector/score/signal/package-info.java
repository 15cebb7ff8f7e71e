/**
 * Signals over samples: which members an expression has for a set of series, and what each holds in
 * a stretch of time. May import {@code wire} and {@code plan}; nothing else of ours.
 */
@NullMarked
package io.rackproof.collector.score.signal;

import org.jspecify.annotations.NullMarked;
