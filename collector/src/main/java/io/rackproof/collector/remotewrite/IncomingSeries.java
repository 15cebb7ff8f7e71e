package io.rackproof.collector.remotewrite;

import java.util.Map;

/**
 * A series of a request as it came.
 *
 * @param name of its metric; empty when it has none
 * @param labels the others
 * @param times milliseconds since 1970-01-01T00:00Z
 * @param values of the same length
 * @param histograms how many native histograms it has
 */
@SuppressWarnings("ArrayRecordComponent")
record IncomingSeries(
    String name, Map<String, String> labels, long[] times, double[] values, int histograms) {}
