package io.rackproof.collector.reference;

import java.util.Set;

/**
 * A statistic of one member.
 *
 * @param value NaN for none
 * @param least that it can be, whatever the unknown time holds
 * @param most that it can be
 * @param restarts whether its counter restarted in the judged time
 * @param open whether nothing can be said, because windows or stretches are missing
 * @param covered cells
 * @param cells of the judged time
 * @param samples pieces in the judged time
 * @param worst moments that may be told as the worst: more than one where they differ by less than
 *     arithmetic tells
 */
record Result(
    double value,
    double least,
    double most,
    boolean restarts,
    boolean open,
    long covered,
    long cells,
    long samples,
    Set<Long> worst) {

  double coverage() {
    return (double) covered / cells;
  }

  boolean certain() {
    return least == most;
  }
}
