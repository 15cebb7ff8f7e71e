package io.rackproof.wire;

import java.util.List;

/**
 * Samples that are stored, sent and acknowledged together.
 *
 * @param sequence counts from 1 within the epoch of the spool, without gaps
 * @param samples in the order in which they were read; at least one
 */
public record Batch(long sequence, List<Sample> samples) {

  public Batch {
    if (sequence < 1) {
      throw new IllegalArgumentException("batches count from 1, not " + sequence);
    }
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("batch " + sequence + " has no samples");
    }
    samples = List.copyOf(samples);
  }
}
