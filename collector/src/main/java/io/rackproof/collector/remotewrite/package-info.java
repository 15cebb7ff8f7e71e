/**
 * Prometheus remote write, 1.0 and 2.0. In: requests of configured senders become samples of racks,
 * each placed by the sender's rules or refused with a reason. Out: stored samples are forwarded to
 * any store that takes remote write, from where it was left. May import {@code wire}, {@code
 * catalogue} and the port of {@code store}.
 */
@NullMarked
package io.rackproof.collector.remotewrite;

import org.jspecify.annotations.NullMarked;
