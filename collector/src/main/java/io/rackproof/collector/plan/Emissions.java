package io.rackproof.collector.plan;

/**
 * What a unit of energy costs in carbon.
 *
 * @param factor mass of CO2 equivalent per energy
 * @param version which table, of which place and year
 */
public record Emissions(Criterion.Factor factor, String version) {}
