package io.rackproof.collector.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each sealed file holds of each series, counted once and kept in the catalogue: sealed files
 * never change. A file of an earlier version is counted when somebody asks for it. Thread safe.
 */
final class SealedCounts {

  private static final Logger LOG = LoggerFactory.getLogger(SealedCounts.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> EPOCHS = new TypeReference<>() {};

  /** Files whose series are kept in memory, those of a day: a file of 5,000 takes 20 kB. */
  private static final int KEPT = 600;

  /** Gives the place of a file. */
  interface Places {
    Path path(SealedFile file);
  }

  /** A rack's series by numbers of the store's own. Guarded by the object that holds it. */
  private static final class Numbers {
    final Map<Integer, Series> series = new HashMap<>();
    final Map<Series, Integer> numbers = new HashMap<>();

    void put(int number, Series one) {
      series.put(number, one);
      numbers.put(one, number);
    }
  }

  /**
   * What a file holds.
   *
   * @param counts empty when its rows are in another order than those of a sealed file
   */
  record Counted(ParquetFiles.Contents contents, Optional<FileCounts> counts) {}

  private final Database database;
  private final ParquetFiles parquet;
  private final Places places;
  private final Map<String, Numbers> byRack = new HashMap<>();
  private final Map<String, ParquetFiles.Contents> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParquetFiles.Contents> eldest) {
          return size() > KEPT;
        }
      };

  SealedCounts(Database database, ParquetFiles parquet, Places places) {
    this.database = database;
    this.parquet = parquet;
    this.places = places;
  }

  /** Series and times of a file. */
  ParquetFiles.Contents contents(SealedFile file) throws IOException {
    synchronized (kept) {
      ParquetFiles.Contents known = kept.get(key(file));
      if (known != null) {
        return known;
      }
    }
    return of(file).contents();
  }

  /** Counts of a file: those of the catalogue, or counted now and put there. */
  Counted of(SealedFile file) throws IOException {
    Optional<Counted> known = find(file);
    Counted counted = known.isPresent() ? known.get() : count(file);
    synchronized (kept) {
      kept.put(key(file), counted.contents());
    }
    return counted;
  }

  /** Within the transaction that drops a file from the catalogue. */
  void forget(Connection connection, SealedFile file) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM counted WHERE rack = ? AND file = ?")) {
      delete.setString(1, file.rack());
      delete.setString(2, file.name());
      delete.executeUpdate();
    }
    database.afterCommit(
        () -> {
          synchronized (kept) {
            kept.remove(key(file));
          }
        });
  }

  private static String key(SealedFile file) {
    return file.rack() + "/" + file.name();
  }

  private Optional<Counted> find(SealedFile file) throws IOException {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT epochs, counts FROM counted WHERE rack = ? AND file = ?")) {
            select.setString(1, file.rack());
            select.setString(2, file.name());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      counted(
                          connection,
                          file,
                          JSON.readValue(row.getString(1), EPOCHS),
                          FileCounts.decode(row.getBytes(2))))
                  : Optional.empty();
            }
          }
        });
  }

  private Counted counted(
      Connection connection, SealedFile file, List<String> epochs, FileCounts counts)
      throws SQLException, IOException {
    List<Series> series = new ArrayList<>(counts.size());
    synchronized (byRack) {
      Numbers known = byRack.computeIfAbsent(file.rack(), r -> new Numbers());
      for (int i = 0; i < counts.size(); i++) {
        if (!known.series.containsKey(counts.rackNumber(i))) {
          read(connection, file.rack(), known);
        }
        Series one = known.series.get(counts.rackNumber(i));
        if (one == null) {
          throw new IOException("the catalogue does not know a series of " + places.path(file));
        }
        series.add(one);
      }
    }
    return new Counted(
        new ParquetFiles.Contents(
            series, epochs, file.firstMillis(), file.lastMillis(), file.samples()),
        Optional.of(counts));
  }

  private static void read(Connection connection, String rack, Numbers into)
      throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT number, metric, labels FROM counted_series WHERE rack = ?")) {
      select.setString(1, rack);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (!into.series.containsKey(row.getInt(1))) {
            into.put(row.getInt(1), LabelText.parse(row.getString(2), row.getString(3)));
          }
        }
      }
    }
  }

  private Counted count(SealedFile file) throws IOException {
    Path path = places.path(file);
    ParquetFiles.Contents contents = parquet.contents(path);
    Optional<FileCounts> counts = parquet.count(path, contents);
    if (counts.isEmpty()) {
      LOG.warn(
          "{} is not in the order of a sealed file: its samples are read again each time", path);
      return new Counted(contents, counts);
    }
    try {
      database.change(connection -> write(connection, file, contents, counts.get()));
    } catch (IOException e) {
      // Such as on a full disk: it is counted again when somebody asks next.
      LOG.warn("what {} holds cannot be noted: {}", path, e.getMessage());
    }
    return new Counted(contents, counts);
  }

  private void write(
      Connection connection, SealedFile file, ParquetFiles.Contents contents, FileCounts counts)
      throws SQLException, IOException {
    Map<Series, Integer> fresh = number(connection, file.rack(), contents.series(), counts);
    // Only of a file of the catalogue: another one may take its name later.
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO counted (rack, file, epochs, counts)"
                + " SELECT rack, file, ?, ? FROM sealed WHERE rack = ? AND file = ?")) {
      insert.setString(1, JSON.writeValueAsString(contents.epochs()));
      insert.setBytes(2, counts.encode());
      insert.setString(3, file.rack());
      insert.setString(4, file.name());
      insert.executeUpdate();
    }
    database.afterCommit(
        () -> {
          synchronized (byRack) {
            Numbers known = byRack.computeIfAbsent(file.rack(), r -> new Numbers());
            fresh.forEach((series, number) -> known.put(number, series));
          }
        });
  }

  /** Gives each series of a file its number of the rack; those that had none are handed back. */
  private Map<Series, Integer> number(
      Connection connection, String rack, List<Series> series, FileCounts counts)
      throws SQLException {
    Map<Series, Integer> known = new HashMap<>();
    synchronized (byRack) {
      Numbers numbers = byRack.get(rack);
      if (numbers != null) {
        known.putAll(numbers.numbers);
      }
    }
    Map<Series, Integer> fresh = new HashMap<>();
    for (int i = 0; i < series.size(); i++) {
      Integer number = known.get(series.get(i));
      if (number == null) {
        number = number(connection, rack, series.get(i));
        fresh.put(series.get(i), number);
      }
      counts.name(i, number);
    }
    return fresh;
  }

  private static int number(Connection connection, String rack, Series series) throws SQLException {
    String labels = LabelText.of(series);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO counted_series (rack, number, metric, labels) SELECT ?1,"
                + " (SELECT coalesce(max(number) + 1, 0) FROM counted_series WHERE rack = ?1),"
                + " ?2, ?3")) {
      insert.setString(1, rack);
      insert.setString(2, series.metric());
      insert.setString(3, labels);
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT number FROM counted_series WHERE rack = ? AND metric = ? AND labels = ?")) {
      select.setString(1, rack);
      select.setString(2, series.metric());
      select.setString(3, labels);
      try (ResultSet row = select.executeQuery()) {
        return row.getInt(1);
      }
    }
  }

  /**
   * Whether the catalogue says of a file what is in it; true where it was not counted yet.
   *
   * @param connection of the catalogue, which an earlier version may have written
   */
  static boolean isRight(
      Connection connection,
      SealedFile file,
      ParquetFiles.Contents contents,
      Optional<FileCounts> found)
      throws SQLException, IOException {
    try (PreparedStatement table =
            connection.prepareStatement(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'counted'");
        ResultSet there = table.executeQuery()) {
      if (!there.next()) {
        return true;
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT counts FROM counted WHERE rack = ? AND file = ?")) {
      select.setString(1, file.rack());
      select.setString(2, file.name());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return true;
        }
        FileCounts known = FileCounts.decode(row.getBytes(1));
        Numbers numbers = new Numbers();
        read(connection, file.rack(), numbers);
        if (found.isEmpty() || known.size() != found.get().size()) {
          return false;
        }
        for (int i = 0; i < known.size(); i++) {
          found.get().name(i, known.rackNumber(i));
          if (!contents.series().get(i).equals(numbers.series.get(known.rackNumber(i)))) {
            return false;
          }
        }
        return known.equals(found.get());
      }
    }
  }
}
