/**
 * From reading to sample: scale, labels, counter semantics, quality. A pure step with no input or
 * output of its own. May import {@code device} and {@code wire}.
 */
@NullMarked
package io.rackproof.agent.sample;

import org.jspecify.annotations.NullMarked;
