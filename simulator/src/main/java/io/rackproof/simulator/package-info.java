/**
 * The program {@code rack-simulator}: a rack twin behind real endpoints, and replay of recordings.
 * Assembles the packages below and is the only one that looks at clocks. Never imports the agent or
 * the collector.
 */
@NullMarked
package io.rackproof.simulator;

import org.jspecify.annotations.NullMarked;
