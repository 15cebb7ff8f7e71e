/**
 * Verdicts computed a second time, straight from the definitions: time is a grid of equal cells,
 * and whatever a definition says is looked up cell by cell. Slow, and shares nothing with the
 * engine but the reading of plans; what the engine says must be the same.
 */
@NullMarked
package io.rackproof.collector.reference;

import org.jspecify.annotations.NullMarked;
