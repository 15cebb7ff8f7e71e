package io.rackproof.collector.remotewrite;

import java.util.Map;

/**
 * A series of a request as it came.
 *
 * @param sent its name and labels
 * @param times milliseconds since 1970-01-01T00:00Z
 * @param values of the same length
 * @param histograms how many native histograms it has
 */
@SuppressWarnings("ArrayRecordComponent")
record IncomingSeries(SentLabels sent, long[] times, double[] values, int histograms) {

  static final String NAME = "__name__";

  /** Of its metric; empty when it has none. */
  String name() throws BadRequestException {
    return sent.read().getOrDefault(NAME, "");
  }

  /** The others. */
  Map<String, String> labels() throws BadRequestException {
    Map<String, String> labels = sent.read();
    labels.remove(NAME);
    return labels;
  }
}
