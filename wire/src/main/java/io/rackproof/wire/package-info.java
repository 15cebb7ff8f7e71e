/**
 * The words that agent and collector share: a {@link io.rackproof.wire.Series} names a quantity, a
 * {@link io.rackproof.wire.Sample} is one value of it at one time with its {@link
 * io.rackproof.wire.Quality}, a {@link io.rackproof.wire.Batch} is what the agent stores, sends and
 * has acknowledged.
 *
 * <p>Owns the messages (see {@code wire.proto}) and their encoding. May import protobuf and nothing
 * else of ours; never Netty, so that a log or a test can encode without a connection.
 */
@NullMarked
package io.rackproof.wire;

import org.jspecify.annotations.NullMarked;
