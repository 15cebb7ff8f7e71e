/** Tests of telling other programs, against real HTTP servers and with a clock that is set. */
@NullMarked
package io.rackproof.collector.notify;

import org.jspecify.annotations.NullMarked;
