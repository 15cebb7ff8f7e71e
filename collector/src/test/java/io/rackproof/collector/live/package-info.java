/** Live judging over a real store. */
@NullMarked
package io.rackproof.collector.live;

import org.jspecify.annotations.NullMarked;
