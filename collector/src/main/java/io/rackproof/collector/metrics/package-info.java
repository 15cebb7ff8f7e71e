/**
 * Prometheus exposition: racks' latest samples under the names of the catalogue, verdicts, and the
 * collector's own meters. May import {@code live}, {@code campaign}, {@code plan}, {@code score},
 * {@code wire}'s module, and {@code store} for reading.
 */
@NullMarked
package io.rackproof.collector.metrics;

import org.jspecify.annotations.NullMarked;
