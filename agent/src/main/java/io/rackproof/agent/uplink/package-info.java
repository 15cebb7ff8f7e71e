/**
 * From the spool to the collector over one connection: batches in order, a window of them
 * unacknowledged, dropped from the spool once the collector says that they are durable; reconnects
 * for ever. May import {@code spool}, {@code identity}, {@code wire} and Netty.
 */
@NullMarked
package io.rackproof.agent.uplink;

import org.jspecify.annotations.NullMarked;
