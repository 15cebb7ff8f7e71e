package io.rackproof.agent.spool;

/** What was lost since the start of the process, for metrics. Not thread safe. */
final class LossCount {

  private long batches;
  private long samples;

  void add(long moreBatches, long moreSamples) {
    batches += moreBatches;
    samples += moreSamples;
  }

  long batches() {
    return batches;
  }

  long samples() {
    return samples;
  }
}
