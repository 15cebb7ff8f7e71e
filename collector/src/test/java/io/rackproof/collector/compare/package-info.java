/** Live judging over a real store. */
@NullMarked
package io.rackproof.collector.compare;

import org.jspecify.annotations.NullMarked;
