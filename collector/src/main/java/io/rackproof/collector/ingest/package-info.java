/**
 * The door for agents: a Netty server that checks who calls, validates batches and acknowledges
 * each once it is durable. May import {@code wire} and Netty; hands batches on through its own
 * port, {@code BatchSink}.
 */
@NullMarked
package io.rackproof.collector.ingest;

import org.jspecify.annotations.NullMarked;
