/** Tests of {@code collector.plan}. */
@NullMarked
package io.rackproof.collector.plan;

import org.jspecify.annotations.NullMarked;
