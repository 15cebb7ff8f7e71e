package io.rackproof.agent.spool;

import io.rackproof.wire.Sample;
import java.util.List;

/** Earliest and latest time among samples, milliseconds since 1970-01-01T00:00Z. */
record TimeSpan(long firstMillis, long lastMillis) {

  static TimeSpan of(List<Sample> samples) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Sample sample : samples) {
      first = Math.min(first, sample.timeMillis());
      last = Math.max(last, sample.timeMillis());
    }
    return new TimeSpan(first, last);
  }
}
