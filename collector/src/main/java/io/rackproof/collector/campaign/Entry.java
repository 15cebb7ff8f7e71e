package io.rackproof.collector.campaign;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person inspected, or measured with a device that nothing polls.
 *
 * @param rack the rack that it holds for; empty for all
 * @param criterion its id in the plan
 * @param by who entered it
 * @param passed of an inspection; empty when a value was measured
 * @param value in the unit of the criterion's limit; empty for an inspection
 * @param uncertainty expanded (k = 2), in the same unit; empty when not told
 * @param note for people; may be empty
 */
public record Entry(
    long timeMillis,
    String rack,
    String criterion,
    String by,
    Optional<Boolean> passed,
    OptionalDouble value,
    OptionalDouble uncertainty,
    String note) {}
