package io.rackproof.agent.spool;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of instruments and what of it the epoch has told on disk. */
final class InstrumentNews {

  private final Map<Series, Instrument> known = new HashMap<>();
  private final Map<Series, Instrument> told = new HashMap<>();

  /** Takes over what a file has told. */
  void load(SeriesTable table) {
    told.clear();
    for (int id = 0; id < table.size(); id++) {
      Series series = table.series(id);
      DatedInstrument instrument = series == null ? null : table.instrument(series);
      if (instrument != null) {
        told.put(instrument.series(), instrument.instrument());
      }
    }
  }

  void know(Map<Series, Instrument> instruments) {
    known.putAll(instruments);
  }

  /** What a batch has to tell: what is known of its series and was not told. */
  List<DatedInstrument> of(List<Sample> samples, long firstMillis) {
    Map<Series, DatedInstrument> news = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Instrument now = known.get(sample.series());
      if (now != null && !now.equals(told.getOrDefault(sample.series(), Instrument.UNKNOWN))) {
        news.put(sample.series(), new DatedInstrument(sample.series(), firstMillis, now));
      }
    }
    return new ArrayList<>(news.values());
  }

  /** To be called once they are durable. */
  void told(Collection<DatedInstrument> news) {
    news.forEach(instrument -> told.put(instrument.series(), instrument.instrument()));
  }
}
