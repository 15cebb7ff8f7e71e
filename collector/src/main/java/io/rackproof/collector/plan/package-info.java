/**
 * The acceptance plan as people write it: parsing, units, the signal language, and every mistake in
 * it at once. May import {@code catalogue} and {@code document}, nothing else of ours.
 */
@NullMarked
package io.rackproof.collector.plan;

import org.jspecify.annotations.NullMarked;
