/**
 * Tests of plans: scenarios that a person writes as series of values, judged by the plan as samples
 * of a rack are, with the verdicts that are expected ({@code ScenarioFile}). May import {@code
 * plan}, {@code score}, {@code wire} and {@code document}.
 */
@NullMarked
package io.rackproof.collector.scenario;

import org.jspecify.annotations.NullMarked;
