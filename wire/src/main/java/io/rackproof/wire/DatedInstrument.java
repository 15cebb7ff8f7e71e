package io.rackproof.wire;

/**
 * What is known of the instrument behind a series from a time on, until a later one says otherwise.
 *
 * @param sinceMillis time of the first sample of the batch that first carried it, milliseconds
 *     since 1970-01-01T00:00Z by the agent's clock
 */
public record DatedInstrument(Series series, long sinceMillis, Instrument instrument) {}
