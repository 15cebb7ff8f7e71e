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

  /** Of each series two, at most, without a batch between. */
  private static final int MOST_INSTRUMENTS = 2 * MOST_SERIES;

  private final String rack;
  private final Connections connections;
  private final SeriesTable table = new SeriesTable();

  /** Series that count in the limit of all connections. */
  private int counted;

  private Map<Integer, Series> undelivered = new HashMap<>();
  private List<DatedInstrument> undeliveredInstruments = new ArrayList<>();

  /** What the next delivery has to carry. */
  record Undelivered(Map<Integer, Series> definitions, List<DatedInstrument> instruments) {}

  ReceivedSeries(String rack, Connections connections) {
    this.rack = rack;
    this.connections = connections;
  }

  /** The connection is over. */
  void end() {
    connections.series(-counted);
    counted = 0;
  }

  /**
   * @throws MalformedBatchException for names or figures that are not valid, an id that changes its
   *     meaning, or a series of another rack
   * @throws OverLimitException when all connections would have more series than there is room for
   */
  void learn(List<SeriesDefinition> definitions)
      throws MalformedBatchException, OverLimitException {
    String objection = connections.objection(definitions.isEmpty() ? 0 : unknown(definitions));
    if (!definitions.isEmpty() && objection != null) {
      throw new OverLimitException(objection);
    }
    try {
      learnAll(definitions);
    } finally {
      connections.series(table.size() - counted);
      counted = table.size();
    }
  }

  private int unknown(List<SeriesDefinition> definitions) {
    int unknown = 0;
    for (SeriesDefinition definition : definitions) {
      unknown += table.series(definition.getId()) == null ? 1 : 0;
    }
    return unknown;
  }

  private void learnAll(List<SeriesDefinition> definitions) throws MalformedBatchException {
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
      Series before = table.series(definition.getId());
      boolean known = before != null;
      DatedInstrument told = before == null ? null : table.instrument(before);
      table.learn(definition);
      Series series = table.series(definition.getId());
      if (!known && series != null) {
        undelivered.put(definition.getId(), series);
      }
      DatedInstrument instrument = series == null ? null : table.instrument(series);
      if (definition.hasInstrument() && instrument != null && !instrument.equals(told)) {
        if (undeliveredInstruments.size() >= MOST_INSTRUMENTS) {
          throw new MalformedBatchException(
              "more than " + MOST_INSTRUMENTS + " instruments and no batch with them");
        }
        undeliveredInstruments.add(instrument);
      }
    }
  }

  /**
   * @throws MalformedBatchException as {@link #learn}, and for samples that are not valid
   * @throws OverLimitException as {@link #learn}
   */
  Batch decode(BatchMessage message) throws MalformedBatchException, OverLimitException {
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
