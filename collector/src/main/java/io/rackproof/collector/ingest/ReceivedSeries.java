package io.rackproof.collector.ingest;

import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series that one connection has defined, and those of them that no delivery has carried yet.
 */
final class ReceivedSeries {

  private final String rack;
  private final SeriesTable table = new SeriesTable();
  private Map<Integer, Series> undelivered = new HashMap<>();

  ReceivedSeries(String rack) {
    this.rack = rack;
  }

  /**
   * @throws MalformedBatchException for names that are not valid, an id that changes its meaning,
   *     or a series of another rack
   */
  void learn(List<SeriesDefinition> definitions) throws MalformedBatchException {
    for (SeriesDefinition definition : definitions) {
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
    }
  }

  Batch decode(BatchMessage message) throws MalformedBatchException {
    learn(message.getDefinitionsList());
    return BatchCodec.decode(message, table);
  }

  /** What the next delivery has to carry; from then on it counts as delivered. */
  Map<Integer, Series> takeUndelivered() {
    Map<Integer, Series> taken = undelivered;
    undelivered = new HashMap<>();
    return taken;
  }
}
