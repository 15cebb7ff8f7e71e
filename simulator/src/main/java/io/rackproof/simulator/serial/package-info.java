/**
 * Serial lines that need no hardware: pseudo-terminals, and instruments that answer lines of text.
 * May import nothing of ours.
 */
@NullMarked
package io.rackproof.simulator.serial;

import org.jspecify.annotations.NullMarked;
