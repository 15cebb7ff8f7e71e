/**
 * The collector's program {@code rackproof}: its commands, its configuration file, and the assembly
 * of all rooms. Only this package knows all of them, starts threads and reads the system's clocks;
 * no other may import it.
 */
@NullMarked
package io.rackproof.collector;

import org.jspecify.annotations.NullMarked;
