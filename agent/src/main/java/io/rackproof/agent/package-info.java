/**
 * The agent: reads {@code rack.yaml}, puts the stages together and runs them. Only this package
 * knows all the others; it also holds the command line, the log lines and the agent's own metrics.
 */
@NullMarked
package io.rackproof.agent;

import org.jspecify.annotations.NullMarked;
