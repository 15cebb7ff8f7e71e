/**
 * Copies of a collector's data: made while it runs, complete or not there at all, and each file
 * known by its hash. May import {@code store} for what its catalogue lists; knows nothing of what
 * other files mean.
 */
@NullMarked
package io.rackproof.collector.backup;

import org.jspecify.annotations.NullMarked;
