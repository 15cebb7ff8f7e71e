/**
 * Serial instruments that speak lines: bytes to readings. May import {@code device} and its
 * protocol's library, no other package of ours.
 */
@NullMarked
package io.rackproof.agent.device.serial;

import org.jspecify.annotations.NullMarked;
