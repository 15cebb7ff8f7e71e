/** Tests of the store against real files. */
@NullMarked
package io.rackproof.collector.store;

import org.jspecify.annotations.NullMarked;
