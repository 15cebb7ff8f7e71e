/**
 * A bounded, crash-safe log of encoded batches between polling and sending.
 *
 * <p>Samples come in through {@link io.rackproof.agent.spool.Spool#put}, batches go out in the
 * order of their numbers, and are dropped once the collector has acknowledged them. May import
 * {@code wire}; knows nothing of devices or connections.
 */
@NullMarked
package io.rackproof.agent.spool;

import org.jspecify.annotations.NullMarked;
