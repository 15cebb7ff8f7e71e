/**
 * What every protocol has in common: one {@link io.rackproof.agent.device.Driver} interface, the
 * {@link io.rackproof.agent.device.Point}s that it is asked for and the {@link
 * io.rackproof.agent.device.Reading}s that it gives.
 *
 * <p>Bytes come in below, in one package for each protocol; readings go out. May import nothing of
 * ours; the protocol packages import this one and never one another.
 */
@NullMarked
package io.rackproof.agent.device;

import org.jspecify.annotations.NullMarked;
