/**
 * When devices are read: a fixed-phase schedule, one queue for each bus, deadlines, and a circuit
 * breaker for devices that do not answer. Hands readings on through its own port, {@code
 * ReadingSink}. May import {@code device}.
 */
@NullMarked
package io.rackproof.agent.poll;

import org.jspecify.annotations.NullMarked;
