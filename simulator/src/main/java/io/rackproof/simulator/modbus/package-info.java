/**
 * Modbus slaves: registers in, answers on TCP or on a serial line out. Written apart from the
 * agent's masters on purpose, so that neither can hide a mistake of the other. Answers functions 3
 * and 4, says who it is with function 43/14, and refuses all others, writes first of all. May
 * import {@code serial} and nothing else of ours.
 */
@NullMarked
package io.rackproof.simulator.modbus;

import org.jspecify.annotations.NullMarked;
