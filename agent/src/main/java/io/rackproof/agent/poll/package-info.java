/**
 * When devices are read: a fixed-phase schedule, one queue for each bus, and a circuit breaker for
 * devices that do not answer.
 *
 * <p>{@link io.rackproof.agent.poll.PolledDevice}s come in, {@link
 * io.rackproof.agent.poll.DevicePoll}s go out through this package's own port, {@link
 * io.rackproof.agent.poll.ReadingSink}. All timing is behind {@link
 * io.rackproof.agent.poll.Scheduler}. May import {@code device}.
 */
@NullMarked
package io.rackproof.agent.poll;

import org.jspecify.annotations.NullMarked;
