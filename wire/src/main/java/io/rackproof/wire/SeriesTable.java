package io.rackproof.wire;

import io.rackproof.wire.proto.SeriesDefinition;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** By id, as far as ids come in their order. */
  private @Nullable Series[] byId = new Series[0];

  /** By id, where somebody left many out. */
  private final Map<Integer, Series> far = new HashMap<>();

  private int size;

  /** Made when it is asked for: who only decodes has no need of it. */
  private @Nullable Map<Series, Integer> byIdentity;

  private final Map<Series, DatedInstrument> instruments = new HashMap<>();

  /** The id of a series, or null when it is not defined. */
  public @Nullable Integer idOf(Series series) {
    return identities().get(series);
  }

  private Map<Series, Integer> identities() {
    Map<Series, Integer> made = byIdentity;
    if (made == null) {
      Map<Series, Integer> all = new HashMap<>();
      for (int id = 0; id < byId.length; id++) {
        Series series = byId[id];
        if (series != null) {
          all.putIfAbsent(series, id);
        }
      }
      far.forEach((id, series) -> all.putIfAbsent(series, id));
      byIdentity = all;
      made = all;
    }
    return made;
  }

  /** The series with this id, or null when it is not defined. */
  public @Nullable Series series(int id) {
    Series near = id >= 0 && id < byId.length ? byId[id] : null;
    return near == null && !far.isEmpty() ? far.get(id) : near;
  }

  private void put(int id, Series series) {
    if (id >= 0 && id < byId.length) {
      byId[id] = series;
    } else if (id >= 0 && id <= size + size / 2 + 16) {
      byId = Arrays.copyOf(byId, id + id / 8 + 16);
      byId[id] = series;
    } else {
      far.put(id, series);
    }
    size++;
    if (byIdentity != null) {
      byIdentity.putIfAbsent(series, id);
    }
  }

  /** How many series are defined. */
  public int size() {
    return size;
  }

  /** The id of a series, which is defined now when it was not before. */
  public int define(Series series) {
    Integer known = identities().get(series);
    if (known != null) {
      return known;
    }
    int id = size;
    put(id, series);
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
    DatedInstrument told =
        definition.hasInstrument()
            ? InstrumentCodec.decode(series, definition.getInstrument())
            : null;
    learn(definition.getId(), series);
    if (told != null) {
      instruments.merge(
          series, told, (before, now) -> now.sinceMillis() >= before.sinceMillis() ? now : before);
    }
  }

  /**
   * Takes over a definition made elsewhere, of which nothing but the names is told.
   *
   * @throws MalformedBatchException when the id already stands for another series
   */
  public void learn(int id, Series series) throws MalformedBatchException {
    Series known = series(id);
    if (known == null) {
      put(id, series);
    } else if (!known.equals(series)) {
      throw new MalformedBatchException(
          "series " + id + " is " + known + " and cannot become " + series);
    }
  }

  /** All definitions from an id on, in the order of their ids. */
  public List<SeriesDefinition> definitionsFrom(int firstId) {
    List<SeriesDefinition> definitions = new ArrayList<>();
    for (int id = firstId; id < size; id++) {
      Series series = series(id);
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
