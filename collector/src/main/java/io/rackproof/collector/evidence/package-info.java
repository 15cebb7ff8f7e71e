/**
 * The evidence bundle: one file that holds what a verdict rests on, and a signed manifest of it.
 * In: a folder of files, and a key. Out: the bundle, and of a bundle what is wrong with it, byte by
 * byte. Knows nothing of what the files mean; the format is described in {@code docs/evidence.md}.
 * May import nothing of ours.
 */
@NullMarked
package io.rackproof.collector.evidence;

import org.jspecify.annotations.NullMarked;
