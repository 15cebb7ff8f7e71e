package io.rackproof.collector.recorded;

import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.List;

/** Samples that come in stretches of time, one after the other. */
public interface SampleChunks {

  /** Takes them. */
  interface Consumer {

    /**
     * All samples of a stretch of time [from, to); stretches come in time order and do not overlap.
     *
     * @param samples by series, only those series that have any; each in time order, each time once
     */
    void chunk(long fromMillis, long toMillis, List<SeriesSamples> samples) throws IOException;
  }

  /**
   * Hands out all samples whose time is in [from, to), of all series, on the calling thread; the
   * next are read meanwhile.
   */
  void forEach(long fromMillis, long toMillis, Consumer consumer) throws IOException;
}
