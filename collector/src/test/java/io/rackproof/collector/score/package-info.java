/** Tests of {@code collector.score}. */
@NullMarked
package io.rackproof.collector.score;

import org.jspecify.annotations.NullMarked;
