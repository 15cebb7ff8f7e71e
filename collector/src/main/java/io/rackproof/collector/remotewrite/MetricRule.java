package io.rackproof.collector.remotewrite;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A metric of a sender that is kept.
 *
 * @param keep matches its whole name
 * @param as its name here; its own when left away
 * @param scale by which its values are multiplied, so that they are in the base unit
 */
public record MetricRule(Pattern keep, Optional<String> as, double scale) {}
