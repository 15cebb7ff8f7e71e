/**
 * Scenario files: what the workload does and what goes wrong when, as YAML. Gives a {@code
 * model.Script} for a run of some length. May import {@code model} and {@code document}.
 */
@NullMarked
package io.rackproof.simulator.scenario;

import org.jspecify.annotations.NullMarked;
