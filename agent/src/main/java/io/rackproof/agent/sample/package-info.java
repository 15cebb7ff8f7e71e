/**
 * From reading to sample: scale, labels, counter semantics, quality.
 *
 * <p>A step with no input or output of its own: {@link io.rackproof.agent.sample.Sampler} takes the
 * readings of one poll of a device and gives its samples. May import {@code device} and {@code
 * wire}.
 */
@NullMarked
package io.rackproof.agent.sample;

import org.jspecify.annotations.NullMarked;
