/**
 * The door for agents: a Netty server that checks who calls, validates batches and acknowledges
 * each once it is durable. May import {@code wire}, {@code identity} of the wire module, and Netty;
 * hands batches on through its own port {@code BatchSink}, and asks who may come in through {@code
 * AgentIdentities}.
 */
@NullMarked
package io.rackproof.collector.ingest;

import org.jspecify.annotations.NullMarked;
