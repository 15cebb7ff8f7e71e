package io.rackproof.collector.store;

import io.rackproof.wire.Sample;
import java.util.List;

/**
 * A batch that is in the log.
 *
 * @param row its place in the log; grows with arrival, never used again
 */
record LoggedBatch(long row, String rack, String epoch, long sequence, List<Sample> samples) {

  LoggedBatch {
    samples = List.copyOf(samples);
  }

  long firstMillis() {
    return samples.stream().mapToLong(Sample::timeMillis).min().orElseThrow();
  }

  long lastMillis() {
    return samples.stream().mapToLong(Sample::timeMillis).max().orElseThrow();
  }
}
