/**
 * The physics of the simulated rack: workload, then power per shelf and phase, then coolant, pumps
 * and fans, then switch counters and optics. Everything is a pure function of a seed, a script and
 * the time, so the same seconds give the same values. Times are seconds since the workload began.
 * Owns no endpoint and no clock; may import nothing of ours.
 */
@NullMarked
package io.rackproof.simulator.model;

import org.jspecify.annotations.NullMarked;
