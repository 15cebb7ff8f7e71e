/**
 * What programs log: one line on standard error for each event, behind SLF4J. In the journal each
 * line carries its priority; elsewhere its time and level. What repeats itself is told five times a
 * minute and counted beyond that.
 *
 * <p>May import nothing of ours.
 */
@NullMarked
package io.rackproof.log;

import org.jspecify.annotations.NullMarked;
