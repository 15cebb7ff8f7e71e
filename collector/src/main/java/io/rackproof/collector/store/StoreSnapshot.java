package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.sqlite.SQLiteConfig;

/**
 * What a store of this machine holds at one moment, read without a lock and without changing
 * anything, also while a collector has the store open: sealed files never change, and the log is
 * read in one transaction. Not thread safe.
 */
public final class StoreSnapshot implements AutoCloseable {

  private static final String LOG = "log.db";
  private static final long WINDOW_MILLIS = 5 * 60_000L;

  private final Path directory;
  private final Connection connection;
  private final LogReader log = new LogReader();

  /** Sealed files as they were written, and those that are not with what is wrong; once looked. */
  private final List<SealedFile> whole = new ArrayList<>();

  private final Map<SealedFile, String> damaged = new LinkedHashMap<>();
  private boolean looked;

  /**
   * A file of sealed samples, its columns described in {@code docs/store.md}.
   *
   * @param firstMillis time of its first sample
   * @param lastMillis time of its last
   */
  public record SealedPart(
      String rack, Path path, long firstMillis, long lastMillis, long samples) {}

  /**
   * A sealed file as the catalogue has it.
   *
   * @param path within the store's folder
   * @param sha256 hexadecimal
   */
  public record Catalogued(String path, long bytes, String sha256) {}

  /**
   * What waits in the log.
   *
   * @param firstMillis time of its first sample; meaningless without samples
   */
  public record LogExtent(String rack, long firstMillis, long lastMillis, long samples) {}

  /** Takes one sample of the log. */
  public interface LoggedSample {
    void accept(Sample sample, String epoch, long sequence) throws IOException;
  }

  /** Something that is read from the database. */
  private interface Query<T> {
    T run() throws SQLException, IOException;
  }

  private StoreSnapshot(Path directory, Connection connection) {
    this.directory = directory;
    this.connection = connection;
  }

  /** Whether a folder looks like a store. */
  public static boolean isStore(Path directory) {
    return Files.isRegularFile(directory.resolve(LOG));
  }

  /**
   * Opens the folder of a store for reading.
   *
   * @throws IOException when it is none, or cannot be read
   */
  public static StoreSnapshot open(Path directory) throws IOException {
    Path file = directory.resolve(LOG);
    if (!isStore(directory)) {
      throw new IOException(directory + " is no store of a collector: it has no " + LOG);
    }
    try {
      return new StoreSnapshot(directory, connect("jdbc:sqlite:" + file));
    } catch (SQLException e) {
      // A folder that cannot be written has no place for SQLite's shared memory.
      if (!Files.exists(directory.resolve(LOG + "-wal"))) {
        try {
          return new StoreSnapshot(
              directory, connect("jdbc:sqlite:" + file.toUri() + "?immutable=1"));
        } catch (SQLException second) {
          e.addSuppressed(second);
        }
      }
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection connect(String url) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    Connection connection = DriverManager.getConnection(url, config.toProperties());
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM sealed").close();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private <T> T read(Query<T> query) throws IOException {
    try {
      return query.run();
    } catch (SQLException e) {
      throw new IOException("cannot read " + directory + ": " + e.getMessage(), e);
    }
  }

  /** In the one transaction that reads. */
  Connection connection() {
    return connection;
  }

  /** The folder. */
  public Path directory() {
    return directory;
  }

  /** The racks that ever sent something, by id, as they last named themselves. */
  public Map<String, RackIdentity> racks() throws IOException {
    return read(() -> RackRecords.racks(connection));
  }

  /** As {@link SampleStore#losses}. */
  public List<Loss> losses(String rack, long fromMillis, long toMillis) throws IOException {
    List<Loss> losses =
        new ArrayList<>(read(() -> RackRecords.losses(connection, rack, fromMillis, toMillis)));
    look();
    damaged.forEach(
        (file, fault) -> {
          if (file.rack().equals(rack)
              && file.firstMillis() < toMillis
              && file.lastMillis() >= fromMillis) {
            losses.add(
                new Loss(
                    0,
                    0,
                    file.firstMillis(),
                    file.lastMillis(),
                    file.samples(),
                    DamagedFiles.reason(fault)));
          }
        });
    losses.sort(Comparator.comparingLong(Loss::firstMillis));
    return losses;
  }

  /** As {@link SampleStore#clockOffsets}. */
  public Map<Long, Long> clockOffsets(String rack, long fromMillis, long toMillis)
      throws IOException {
    return read(() -> RackRecords.clockOffsets(connection, rack, fromMillis, toMillis));
  }

  /**
   * The names of a rack's epochs; of two samples with one batch number the first of them counts.
   */
  public SortedSet<String> epochs(String rack) throws IOException {
    return read(() -> LogReader.epochs(connection, rack));
  }

  /**
   * As {@link SampleStore#instruments}; nothing from a store that an older version wrote, until a
   * collector has opened it again.
   */
  public Map<Series, Instrument> instruments(String rack, long toMillis) throws IOException {
    return read(
        () -> {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'instrument'")) {
            if (!row.next()) {
              return Map.of();
            }
          }
          return Instruments.read(connection).before(rack, toMillis);
        });
  }

  /**
   * The sealed files that are what was written, by the time of their first sample. All are hashed
   * the first time; those that are not, or are gone, are among {@link #damaged} from then on, and
   * their samples among the losses.
   */
  public List<SealedPart> sealed() throws IOException {
    look();
    return whole.stream()
        .map(f -> new SealedPart(f.rack(), path(f), f.firstMillis(), f.lastMillis(), f.samples()))
        .toList();
  }

  /** What is wrong with sealed files, for people; nothing when all are as they were written. */
  public List<String> damaged() throws IOException {
    look();
    return damaged.entrySet().stream()
        .map(
            e ->
                "%s is damaged: %s. Its %d samples of %s to %s count as lost."
                    .formatted(
                        path(e.getKey()),
                        e.getValue(),
                        e.getKey().samples(),
                        Instant.ofEpochMilli(e.getKey().firstMillis()),
                        Instant.ofEpochMilli(e.getKey().lastMillis())))
        .toList();
  }

  private Path path(SealedFile file) {
    return directory.resolve("samples").resolve(file.rack()).resolve(file.name());
  }

  private void look() throws IOException {
    if (looked) {
      return;
    }
    List<SealedFile> all = new ArrayList<>(read(() -> SealedFiles.all(connection)));
    all.sort(
        Comparator.comparingLong(SealedFile::firstMillis)
            .thenComparing(SealedFile::rack)
            .thenComparingLong(SealedFile::firstRow));
    List<Optional<String>> faults;
    try {
      // Hashing a day of 5,000 series takes one core seconds.
      faults = all.parallelStream().map(this::fault).toList();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    for (int i = 0; i < all.size(); i++) {
      if (faults.get(i).isPresent()) {
        damaged.put(all.get(i), faults.get(i).get());
      } else {
        whole.add(all.get(i));
      }
    }
    looked = true;
  }

  private Optional<String> fault(SealedFile file) {
    try {
      return DamagedFiles.fault(path(file), file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path(file) + ": " + e.getMessage(), e);
    }
  }

  /** The catalogue of sealed files, whether they are there or not. */
  public List<Catalogued> catalogue() throws IOException {
    return read(
        () ->
            SealedFiles.all(connection).stream()
                .map(f -> new Catalogued(f.path(), f.bytes(), f.sha256()))
                .toList());
  }

  /** What waits in the log, by rack. */
  public List<LogExtent> logged() throws IOException {
    return read(
        () -> {
          List<LogExtent> extents = new ArrayList<>();
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT rack, min(first_millis), max(last_millis), sum(samples) FROM batch"
                          + " GROUP BY rack ORDER BY rack");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              extents.add(
                  new LogExtent(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
            }
          }
          return extents;
        });
  }

  /** Hands out the samples of a rack in the log whose time is in [from, to), in no order. */
  public void log(LogExtent extent, long fromMillis, long toMillis, LoggedSample consumer)
      throws IOException {
    long from = Math.max(fromMillis, extent.firstMillis());
    long end = Math.min(toMillis, extent.lastMillis() + 1);
    // In windows, so that a long log does not fill the memory.
    for (long at = from; at < end; at += WINDOW_MILLIS) {
      long windowFrom = at;
      long windowTo = Math.min(end, at + WINDOW_MILLIS);
      List<LoggedBatch> batches =
          read(() -> log.between(connection, extent.rack(), windowFrom, windowTo));
      for (LoggedBatch batch : batches) {
        for (Sample sample : batch.samples()) {
          if (sample.timeMillis() >= windowFrom && sample.timeMillis() < windowTo) {
            consumer.accept(sample, batch.epoch(), batch.sequence());
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("cannot close " + directory + ": " + e.getMessage(), e);
    }
  }
}
