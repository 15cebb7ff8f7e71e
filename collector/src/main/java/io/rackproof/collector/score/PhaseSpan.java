package io.rackproof.collector.score;

/**
 * One stretch of time during which a phase was on.
 *
 * @param phase its name in the plan
 * @param startMillis when the phase was entered
 * @param judgedFromMillis the start plus the settling time, which is not judged
 * @param endMillis exclusive; the time up to which was scored while the phase is still on
 * @param finished false while the phase is still on: its verdicts are provisional
 */
public record PhaseSpan(
    String phase, long startMillis, long judgedFromMillis, long endMillis, boolean finished) {}
