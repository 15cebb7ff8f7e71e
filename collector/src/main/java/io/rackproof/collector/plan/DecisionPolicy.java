package io.rackproof.collector.plan;

import java.time.LocalDate;
import java.util.Optional;

/**
 * When the option is exercised.
 *
 * @param deadline the last day of the option; empty when the plan does not say
 * @param score that the rack must reach, 0 to 100
 * @param decided share of the weights that must be decided, 0 to 1
 */
public record DecisionPolicy(Optional<LocalDate> deadline, double score, double decided) {}
