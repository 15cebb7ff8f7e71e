package io.rackproof.collector.plan;

import javax.measure.Unit;

/**
 * A signal with the unit of its values.
 *
 * @param text as the plan writes it
 * @param expression what it means, derived signals put in
 * @param unit of its values
 */
public record SignalOf(String text, Expression expression, Unit<?> unit) {}
