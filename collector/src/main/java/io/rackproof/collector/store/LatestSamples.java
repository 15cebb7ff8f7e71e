package io.rackproof.collector.store;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest sample of each series, by rack. Of two at the same time the one with the lower batch
 * number counts, whatever the order of arrival. Thread safe.
 */
final class LatestSamples {

  /** A sample without its series, and where it came from. */
  private record Placed(
      long timeMillis,
      double value,
      Quality quality,
      int timeUncertaintyMicros,
      long sequence,
      String epoch) {

    Placed newer(Placed other) {
      if (timeMillis != other.timeMillis) {
        return timeMillis > other.timeMillis ? this : other;
      }
      int bySequence = Long.compare(sequence, other.sequence);
      int order = bySequence != 0 ? bySequence : epoch.compareTo(other.epoch);
      return order <= 0 ? this : other;
    }

    Sample of(Series series) {
      return new Sample(series, timeMillis, value, quality, timeUncertaintyMicros);
    }
  }

  private final Map<String, Map<Series, Placed>> byRack = new ConcurrentHashMap<>();

  /**
   * @param sequence of the batch that brought it
   * @param epoch of that batch
   */
  void add(String rack, Sample sample, long sequence, String epoch) {
    add(byRack.computeIfAbsent(rack, r -> new ConcurrentHashMap<>()), sample, sequence, epoch);
  }

  private static void add(Map<Series, Placed> ofRack, Sample sample, long sequence, String epoch) {
    Placed placed =
        new Placed(
            sample.timeMillis(),
            sample.value(),
            sample.quality(),
            sample.timeUncertaintyMicros(),
            sequence,
            epoch);
    ofRack.merge(sample.series(), placed, Placed::newer);
  }

  void add(LoggedBatch batch) {
    Map<Series, Placed> ofRack =
        byRack.computeIfAbsent(batch.rack(), r -> new ConcurrentHashMap<>());
    for (Sample sample : batch.samples()) {
      add(ofRack, sample, batch.sequence(), batch.epoch());
    }
  }

  Collection<Sample> of(String rack) {
    return byRack.getOrDefault(rack, Map.of()).entrySet().stream()
        .map(entry -> entry.getValue().of(entry.getKey()))
        .toList();
  }

  /** Whether a series of a rack has a sample. */
  boolean has(String rack, Series series) {
    return byRack.getOrDefault(rack, Map.of()).containsKey(series);
  }

  /** When the newest of a series was taken; {@link Long#MIN_VALUE} when it has none. */
  long timeMillis(String rack, Series series) {
    Placed newest = byRack.getOrDefault(rack, Map.of()).get(series);
    return newest == null ? Long.MIN_VALUE : newest.timeMillis();
  }

  /** How many series there are of all racks. */
  long size() {
    return byRack.values().stream().mapToLong(Map::size).sum();
  }

  /** Reads what {@link #write} has written. */
  static LatestSamples read(Connection connection) throws SQLException, IOException {
    LatestSamples latest = new LatestSamples();
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM latest");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        double value = row.getDouble("value");
        boolean valueIsNull = row.wasNull();
        Sample sample =
            new Sample(
                LabelText.parse(row.getString("metric"), row.getString("labels")),
                row.getLong("time"),
                valueIsNull ? Double.NaN : value,
                Quality.ofCode(row.getInt("quality")),
                row.getInt("time_uncertainty_micros"));
        latest.add(row.getString("rack"), sample, row.getLong("sequence"), row.getString("epoch"));
      }
    }
    return latest;
  }

  /** Writes them beside those of earlier, of which the newer stay. */
  void write(Connection connection) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (rack, metric, labels) DO UPDATE SET
              time = excluded.time, value = excluded.value, quality = excluded.quality,
              time_uncertainty_micros = excluded.time_uncertainty_micros,
              sequence = excluded.sequence, epoch = excluded.epoch
            WHERE excluded.time > latest.time OR (excluded.time = latest.time
              AND (excluded.sequence, excluded.epoch) < (latest.sequence, latest.epoch))
            """)) {
      for (Map.Entry<String, Map<Series, Placed>> rack : byRack.entrySet()) {
        for (Map.Entry<Series, Placed> of : rack.getValue().entrySet()) {
          write(upsert, rack.getKey(), of.getKey(), of.getValue());
        }
      }
    }
  }

  private static void write(PreparedStatement upsert, String rack, Series series, Placed placed)
      throws SQLException {
    upsert.setString(1, rack);
    upsert.setString(2, series.metric());
    upsert.setString(3, LabelText.of(series));
    upsert.setLong(4, placed.timeMillis());
    if (Double.isNaN(placed.value())) {
      upsert.setNull(5, Types.REAL);
    } else {
      upsert.setDouble(5, placed.value());
    }
    upsert.setInt(6, placed.quality().code());
    upsert.setInt(7, placed.timeUncertaintyMicros());
    upsert.setLong(8, placed.sequence());
    upsert.setString(9, placed.epoch());
    upsert.executeUpdate();
  }
}
