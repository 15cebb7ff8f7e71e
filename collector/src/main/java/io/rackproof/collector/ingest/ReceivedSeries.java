package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series that one connection has defined with what it told of their instruments, and what of
 * that no delivery has carried yet.
 */
final class ReceivedSeries {

  /** An agent that makes up a new series for each sample must not fill the memory. */
  static final int MOST_SERIES = 100_000;

  private final String rack;
  private final SeriesTable table = new SeriesTable();
  private Map<Integer, Series> undelivered = new HashMap<>();
  private List<DatedInstrument> undeliveredInstruments = new ArrayList<>();

  /** What the next delivery has to carry. */
  record Undelivered(Map<Integer, Series> definitions, List<DatedInstrument> instruments) {}

  ReceivedSeries(String rack) {
    this.rack = rack;
  }

  /**
   * @throws MalformedBatchException for names or figures that are not valid, an id that changes its
   *     meaning, or a series of another rack
   */
  void learn(List<SeriesDefinition> definitions) throws MalformedBatchException {
    for (SeriesDefinition definition : definitions) {
      if (!mayHave(definition.getId())) {
        continue; // a batch that uses it is refused; the others are as good as ever
      }
      String named = definition.getLabelsOrDefault("rack", rack);
      if (!named.equals(rack)) {
        throw new MalformedBatchException(
            "series "
                + definition.getId()
                + " ("
                + definition.getMetric()
                + ") belongs to rack '"
                + named
                + "', this is the connection of '"
                + rack
                + "'");
      }
      boolean known = table.series(definition.getId()) != null;
      table.learn(definition);
      Series series = table.series(definition.getId());
      if (!known && series != null) {
        undelivered.put(definition.getId(), series);
      }
      DatedInstrument instrument = series == null ? null : table.instrument(series);
      if (definition.hasInstrument() && instrument != null) {
        undeliveredInstruments.add(instrument);
      }
    }
  }

  Batch decode(BatchMessage message) throws MalformedBatchException {
    learn(message.getDefinitionsList());
    for (SeriesDefinition definition : message.getDefinitionsList()) {
      if (!mayHave(definition.getId())) {
        throw new MalformedBatchException(
            "more than "
                + MOST_SERIES
                + " series in one life of the spool: a label that never repeats makes too many");
      }
    }
    return BatchCodec.decode(message, table);
  }

  /**
   * @throws MalformedBatchException when it is not understood, or uses a series not defined before
   */
  List<Sample> decodeLive(ByteString encoded) throws MalformedBatchException {
    return BatchCodec.decodeLive(encoded, table);
  }

  private static boolean mayHave(int id) {
    return id >= 0 && id < MOST_SERIES;
  }

  /** What the next delivery has to carry; from then on it counts as delivered. */
  Undelivered takeUndelivered() {
    Undelivered taken = new Undelivered(undelivered, undeliveredInstruments);
    undelivered = new HashMap<>();
    undeliveredInstruments = new ArrayList<>();
    return taken;
  }
}
