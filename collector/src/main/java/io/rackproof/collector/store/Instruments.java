package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What agents told of the instruments behind their series, with all that held earlier: the table
 * {@code instrument}, kept in memory as well since every connection tells everything again. Of two
 * words for one series and time the later told counts. Thread safe.
 */
final class Instruments {

  private final Map<String, Map<Series, NavigableMap<Long, Instrument>>> byRack = new HashMap<>();

  static Instruments read(Connection connection) throws SQLException, IOException {
    Instruments instruments = new Instruments();
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM instrument");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        instruments.add(
            row.getString("rack"),
            new DatedInstrument(
                LabelText.parse(row.getString("metric"), row.getString("labels")),
                row.getLong("since"),
                new Instrument(
                    row.getDouble("reading"),
                    row.getDouble("absolute"),
                    row.getDouble("resolution"),
                    row.getDouble("wraps_at"),
                    row.getInt("resettable") != 0,
                    day(row, "calibrated_day"),
                    day(row, "until_day"))));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the table of instruments is damaged: " + e.getMessage(), e);
    }
    return instruments;
  }

  private static Optional<LocalDate> day(ResultSet row, String column) throws SQLException {
    long day = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(day));
  }

  /** Those that say something new. */
  synchronized List<DatedInstrument> unknown(String rack, Collection<DatedInstrument> told) {
    Map<Series, NavigableMap<Long, Instrument>> known = byRack.getOrDefault(rack, Map.of());
    List<DatedInstrument> unknown = new ArrayList<>();
    for (DatedInstrument instrument : told) {
      NavigableMap<Long, Instrument> ofSeries = known.get(instrument.series());
      if (ofSeries == null
          || !instrument.instrument().equals(ofSeries.get(instrument.sinceMillis()))) {
        unknown.add(instrument);
      }
    }
    return unknown;
  }

  /** To be called once they are durable. */
  synchronized void add(String rack, Collection<DatedInstrument> told) {
    told.forEach(instrument -> add(rack, instrument));
  }

  private synchronized void add(String rack, DatedInstrument told) {
    byRack
        .computeIfAbsent(rack, r -> new HashMap<>())
        .computeIfAbsent(told.series(), s -> new TreeMap<>())
        .put(told.sinceMillis(), told.instrument());
  }

  /** What holds last before a time, by series. */
  synchronized Map<Series, Instrument> before(String rack, long millis) {
    Map<Series, Instrument> holding = new HashMap<>();
    byRack
        .getOrDefault(rack, Map.of())
        .forEach(
            (series, history) -> {
              Map.Entry<Long, Instrument> last = history.lowerEntry(millis);
              if (last != null) {
                holding.put(series, last.getValue());
              }
            });
    return holding;
  }

  /** All that ever held for a rack. */
  synchronized List<DatedInstrument> history(String rack) {
    List<DatedInstrument> all = new ArrayList<>();
    byRack
        .getOrDefault(rack, Map.of())
        .forEach(
            (series, history) ->
                history.forEach(
                    (since, instrument) ->
                        all.add(new DatedInstrument(series, since, instrument))));
    all.sort(
        Comparator.comparing(DatedInstrument::series).thenComparing(DatedInstrument::sinceMillis));
    return all;
  }

  static void write(Connection connection, String rack, Collection<DatedInstrument> told)
      throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO instrument VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (DatedInstrument dated : told) {
        Instrument instrument = dated.instrument();
        insert.setString(1, rack);
        insert.setString(2, dated.series().metric());
        insert.setString(3, LabelText.of(dated.series()));
        insert.setLong(4, dated.sinceMillis());
        insert.setDouble(5, instrument.reading());
        insert.setDouble(6, instrument.absolute());
        insert.setDouble(7, instrument.resolution());
        insert.setDouble(8, instrument.wrapsAt());
        insert.setInt(9, instrument.resettable() ? 1 : 0);
        day(insert, 10, instrument.calibrated());
        day(insert, 11, instrument.until());
        insert.executeUpdate();
      }
    }
  }

  private static void day(PreparedStatement insert, int column, Optional<LocalDate> day)
      throws SQLException {
    if (day.isPresent()) {
      insert.setLong(column, day.get().toEpochDay());
    } else {
      insert.setNull(column, Types.INTEGER);
    }
  }
}
