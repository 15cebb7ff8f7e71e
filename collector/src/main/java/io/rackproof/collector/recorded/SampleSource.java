package io.rackproof.collector.recorded;

import java.io.IOException;
import java.util.function.IntConsumer;

/** One file, or one store, of samples. It is read twice: what is in it, then the samples. */
interface SampleSource {

  /** The file as the user named it. */
  String name();

  /**
   * Goes through all of it and tells which series there are, and every row that is not usable.
   *
   * @throws IOException when it cannot be read at all
   */
  void survey(Survey survey) throws IOException;

  /**
   * Tells the series that have a row whose time is in [from, to), by their numbers in the survey.
   */
  void seriesIn(long fromMillis, long toMillis, IntConsumer series) throws IOException;

  /**
   * Hands out the rows whose time is in [from, to); of two rows of a series with the same time the
   * one that counts has the lower order, or comes first.
   */
  void read(long fromMillis, long toMillis, RowSink rows) throws IOException;

  /** Takes rows. */
  interface RowSink {

    /**
     * @param series its number in the survey
     * @param value NaN for none
     * @param quality the code of {@link io.rackproof.wire.Quality}
     */
    void row(int series, long timeMillis, double value, byte quality, long order)
        throws IOException;

    /** Takes rows in their order; the block is not kept. */
    void rows(RowBlock rows) throws IOException;

    /** Promises that no row before this time follows. */
    void horizon(long timeMillis) throws IOException;
  }
}
