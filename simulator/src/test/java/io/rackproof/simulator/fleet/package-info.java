/** Tests of the fleet against a collector's end that the test plays. */
@NullMarked
package io.rackproof.simulator.fleet;

import org.jspecify.annotations.NullMarked;
