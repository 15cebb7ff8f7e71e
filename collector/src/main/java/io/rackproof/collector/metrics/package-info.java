/**
 * Prometheus exposition of racks' latest samples, of verdicts and of the collector itself. May
 * import {@code score} and {@code store} for reading.
 */
@NullMarked
package io.rackproof.collector.metrics;

import org.jspecify.annotations.NullMarked;
