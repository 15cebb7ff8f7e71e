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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest sample of each series, by rack. Of two at the same time the one with the lower batch
 * number counts, whatever the order of arrival. Thread safe.
 */
final class LatestSamples {

  /** A sample and where it came from. */
  record Placed(Sample sample, long sequence, String epoch) {

    Placed newer(Placed other) {
      if (sample.timeMillis() != other.sample.timeMillis()) {
        return sample.timeMillis() > other.sample.timeMillis() ? this : other;
      }
      int bySequence = Long.compare(sequence, other.sequence);
      int order = bySequence != 0 ? bySequence : epoch.compareTo(other.epoch);
      return order <= 0 ? this : other;
    }
  }

  private final Map<String, Map<Series, Placed>> byRack = new ConcurrentHashMap<>();

  void add(String rack, Placed placed) {
    byRack
        .computeIfAbsent(rack, r -> new ConcurrentHashMap<>())
        .merge(placed.sample().series(), placed, Placed::newer);
  }

  void add(LoggedBatch batch) {
    for (Sample sample : batch.samples()) {
      add(batch.rack(), new Placed(sample, batch.sequence(), batch.epoch()));
    }
  }

  Collection<Sample> of(String rack) {
    return byRack.getOrDefault(rack, Map.of()).values().stream().map(Placed::sample).toList();
  }

  /** Every series that the rack ever sent. */
  Set<Series> series(String rack) {
    return Set.copyOf(byRack.getOrDefault(rack, Map.of()).keySet());
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
        latest.add(
            row.getString("rack"),
            new Placed(sample, row.getLong("sequence"), row.getString("epoch")));
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
        for (Placed placed : List.copyOf(rack.getValue().values())) {
          write(upsert, rack.getKey(), placed);
        }
      }
    }
  }

  private static void write(PreparedStatement upsert, String rack, Placed placed)
      throws SQLException {
    Sample sample = placed.sample();
    upsert.setString(1, rack);
    upsert.setString(2, sample.series().metric());
    upsert.setString(3, LabelText.of(sample.series()));
    upsert.setLong(4, sample.timeMillis());
    if (Double.isNaN(sample.value())) {
      upsert.setNull(5, Types.REAL);
    } else {
      upsert.setDouble(5, sample.value());
    }
    upsert.setInt(6, sample.quality().code());
    upsert.setInt(7, sample.timeUncertaintyMicros());
    upsert.setLong(8, placed.sequence());
    upsert.setString(9, placed.epoch());
    upsert.executeUpdate();
  }
}
