/**
 * Many agents' worth of the stream to a collector, from one process on a few threads: hello,
 * series, numbered batches, acknowledgements, resume. No devices, no polling and no disk: what is
 * not acknowledged waits in memory. May import {@code wire} and Netty.
 */
@NullMarked
package io.rackproof.simulator.fleet;

import org.jspecify.annotations.NullMarked;
