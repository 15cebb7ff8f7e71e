/** Exposition, also read by Prometheus' own checker. */
@NullMarked
package io.rackproof.collector.metrics;

import org.jspecify.annotations.NullMarked;
