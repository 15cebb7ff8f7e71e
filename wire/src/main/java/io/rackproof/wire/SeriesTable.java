package io.rackproof.wire;

import io.rackproof.wire.proto.SeriesDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of one epoch by number: both ends keep one, so that a batch names a series by a small
 * number. Ids count from 0 in the order of definition and never change; what is known of the
 * instrument behind a series may. Not thread safe.
 */
public final class SeriesTable {

  private final Map<Integer, Series> byId = new HashMap<>();
  private final Map<Series, Integer> byIdentity = new HashMap<>();
  private final Map<Series, DatedInstrument> instruments = new HashMap<>();

  /** The id of a series, or null when it is not defined. */
  public @Nullable Integer idOf(Series series) {
    return byIdentity.get(series);
  }

  /** The series with this id, or null when it is not defined. */
  public @Nullable Series series(int id) {
    return byId.get(id);
  }

  /** How many series are defined. */
  public int size() {
    return byId.size();
  }

  /** The id of a series, which is defined now when it was not before. */
  public int define(Series series) {
    Integer known = byIdentity.get(series);
    if (known != null) {
      return known;
    }
    int id = byId.size();
    byId.put(id, series);
    byIdentity.put(series, id);
    return id;
  }

  /** What was last said of the instrument behind a series; null when nothing was. */
  public @Nullable DatedInstrument instrument(Series series) {
    return instruments.get(series);
  }

  /** Says what is known of the instrument behind a series, which is defined when it was not. */
  public void describe(DatedInstrument instrument) {
    define(instrument.series());
    instruments.put(instrument.series(), instrument);
  }

  /**
   * Takes over a definition made elsewhere. Repeats are fine; of several instruments the one that
   * holds from the latest time stays.
   *
   * @throws MalformedBatchException when the id already stands for another series, or the names or
   *     the instrument's figures are not valid
   */
  public void learn(SeriesDefinition definition) throws MalformedBatchException {
    Series series;
    try {
      series = Series.of(definition.getMetric(), definition.getLabelsMap());
    } catch (IllegalArgumentException e) {
      throw new MalformedBatchException("series " + definition.getId() + ": " + e.getMessage(), e);
    }
    Series known = byId.get(definition.getId());
    if (known != null && !known.equals(series)) {
      throw new MalformedBatchException(
          "series " + definition.getId() + " is " + known + " and cannot become " + series);
    }
    if (definition.hasInstrument()) {
      instruments.merge(
          series,
          InstrumentCodec.decode(series, definition.getInstrument()),
          (before, now) -> now.sinceMillis() >= before.sinceMillis() ? now : before);
    }
    byId.putIfAbsent(definition.getId(), series);
    byIdentity.putIfAbsent(series, definition.getId());
  }

  /** All definitions from an id on, in the order of their ids. */
  public List<SeriesDefinition> definitionsFrom(int firstId) {
    List<SeriesDefinition> definitions = new ArrayList<>();
    for (int id = firstId; id < byId.size(); id++) {
      Series series = byId.get(id);
      if (series != null) {
        definitions.add(definition(id, series));
      }
    }
    return definitions;
  }

  /** The definition of a series, which is defined when it was not. */
  public SeriesDefinition definition(Series series) {
    return definition(define(series), series);
  }

  private SeriesDefinition definition(int id, Series series) {
    SeriesDefinition.Builder definition =
        SeriesDefinition.newBuilder()
            .setId(id)
            .setMetric(series.metric())
            .putAllLabels(series.labels());
    DatedInstrument instrument = instruments.get(series);
    if (instrument != null) {
      definition.setInstrument(InstrumentCodec.encode(instrument));
    }
    return definition.build();
  }
}
