package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The sealed files and the catalogue that tells which of them a read needs. Thread safe. */
final class SealedFiles {

  /** Takes one sample of a file. */
  interface SampleConsumer {
    void accept(
        Series series, String epoch, long sequence, long timeMillis, double value, Quality quality);
  }

  /** Files that are handed out to be looked at. */
  private static final int NEXT = 64;

  private final Database database;
  private final Path folder;
  private final ParquetFiles parquet;
  private final SealedCounts counts;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();

  private SealedFiles(Database database, Path folder, ParquetFiles parquet) {
    this.database = database;
    this.folder = folder;
    this.parquet = parquet;
    this.counts = new SealedCounts(database, parquet, this::path);
  }

  /**
   * @param folder holds a folder for each rack
   */
  static SealedFiles open(Database database, Path folder, ParquetFiles parquet) throws IOException {
    SealedFiles sealed = new SealedFiles(database, folder, parquet);
    sealed.all().forEach(sealed::count);
    return sealed;
  }

  private void count(SealedFile file) {
    files.incrementAndGet();
    bytes.addAndGet(file.bytes());
    samples.addAndGet(file.samples());
  }

  Path path(String rack, String name) {
    return folder.resolve(rack).resolve(name);
  }

  Path path(SealedFile file) {
    return path(file.rack(), file.name());
  }

  /** All that the catalogue lists, by rack and rows. */
  List<SealedFile> all() throws IOException {
    return database.read(SealedFiles::all);
  }

  static List<SealedFile> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM sealed ORDER BY rack, first_row")) {
      return read(select);
    }
  }

  /** Those that hold samples of a rack in [from, to), by rows. */
  List<SealedFile> between(String rack, long fromMillis, long toMillis) throws IOException {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT * FROM sealed WHERE rack = ? AND first_millis < ? AND last_millis >= ?"
                      + " ORDER BY first_row")) {
            select.setString(1, rack);
            select.setLong(2, toMillis);
            select.setLong(3, fromMillis);
            return read(select);
          }
        });
  }

  /** The first of a rack that holds a row above one. */
  Optional<SealedFile> firstAfter(String rack, long row) throws IOException {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT * FROM sealed WHERE rack = ? AND last_row > ? ORDER BY first_row"
                      + " LIMIT 1")) {
            select.setString(1, rack);
            select.setLong(2, row);
            return read(select).stream().findFirst();
          }
        });
  }

  /** Some above a first row, in the order of rows; none at the end. */
  List<SealedFile> next(long firstRow) throws IOException {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT * FROM sealed WHERE first_row > ? ORDER BY first_row LIMIT " + NEXT)) {
            select.setLong(1, firstRow);
            return read(select);
          }
        });
  }

  /** Whether the catalogue has a file. */
  boolean isListed(SealedFile file) throws IOException {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM sealed WHERE rack = ? AND file = ?")) {
            select.setString(1, file.rack());
            select.setString(2, file.name());
            return !read(select).isEmpty();
          }
        });
  }

  private static List<SealedFile> read(PreparedStatement select) throws SQLException {
    List<SealedFile> files = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        files.add(
            new SealedFile(
                row.getString("file"),
                row.getString("rack"),
                row.getLong("first_row"),
                row.getLong("last_row"),
                row.getLong("first_millis"),
                row.getLong("last_millis"),
                row.getLong("samples"),
                row.getLong("bytes"),
                row.getString("sha256")));
      }
    }
    return files;
  }

  /** Enters a file that is in its place, within a transaction. */
  void enter(Connection connection, SealedFile file) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sealed (file, rack, first_row, last_row, first_millis, last_millis,"
                + " samples, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, file.name());
      insert.setString(2, file.rack());
      insert.setLong(3, file.firstRow());
      insert.setLong(4, file.lastRow());
      insert.setLong(5, file.firstMillis());
      insert.setLong(6, file.lastMillis());
      insert.setLong(7, file.samples());
      insert.setLong(8, file.bytes());
      insert.setString(9, file.sha256());
      insert.executeUpdate();
    }
    database.afterCommit(() -> count(file));
  }

  /** Drops the entry of a file that somebody removed. */
  void forget(SealedFile file) throws IOException {
    database.change(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM sealed WHERE rack = ? AND file = ?")) {
            delete.setString(1, file.rack());
            delete.setString(2, file.name());
            if (delete.executeUpdate() == 0) {
              return; // it was not listed
            }
          }
          counts.forget(connection, file);
          database.afterCommit(
              () -> {
                files.decrementAndGet();
                samples.addAndGet(-file.samples());
                bytes.addAndGet(-file.bytes());
              });
        });
  }

  /** Describes a file that is in its place. */
  SealedFile describe(String rack, String name, SealedFile.Rows rows) throws IOException {
    Path path = path(rack, name);
    ParquetFiles.Contents inside = parquet.contents(path);
    return new SealedFile(
        name,
        rack,
        rows.first(),
        rows.last(),
        inside.firstMillis(),
        inside.lastMillis(),
        inside.samples(),
        Files.size(path),
        sha256(path));
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    }
  }

  /** Of all that comes. */
  static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Hands out the wanted samples of a file in [from, to), in its order. */
  void read(
      SealedFile file,
      Predicate<Series> wanted,
      long fromMillis,
      long toMillis,
      SampleConsumer samples)
      throws IOException {
    Path path = path(file);
    ParquetFiles.Contents inside = contents(file);
    List<Series> series = inside.series();
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < series.size(); number++) {
      if (wanted.test(series.get(number))) {
        numbers.add(number);
      }
    }
    parquet.read(
        path,
        inside,
        numbers,
        fromMillis,
        toMillis,
        (number, epoch, sequence, time, value, quality, uncertainty) ->
            samples.accept(series.get(number), epoch, sequence, time, value, quality));
  }

  private ParquetFiles.Contents contents(SealedFile file) throws IOException {
    return counts.contents(file);
  }

  /** What a file holds of each series. */
  SealedCounts.Counted counted(SealedFile file) throws IOException {
    return counts.of(file);
  }

  /** How many of its rows are in [from, to). */
  long rows(SealedFile file, long fromMillis, long toMillis) throws IOException {
    return parquet.rows(path(file), fromMillis, toMillis);
  }

  /** Reads a file, unless it is damaged. */
  interface Guard {
    boolean read(SealedFile file, DamagedFiles.Reading reading) throws IOException;
  }

  /** Counts what files hold that was not counted yet, up to a number of files. */
  void countDue(int most, Guard guard) throws IOException {
    List<SealedFile> due =
        database.read(
            connection -> {
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT s.* FROM sealed s LEFT JOIN counted c ON c.rack = s.rack AND c.file ="
                          + " s.file WHERE c.file IS NULL ORDER BY s.first_millis DESC LIMIT ?")) {
                select.setInt(1, most);
                return read(select);
              }
            });
    for (SealedFile file : due) {
      guard.read(file, () -> counts.of(file));
    }
  }

  /** Takes a sample with the batch that brought it. */
  interface BatchedSample {
    void accept(String epoch, long sequence, Sample sample);
  }

  /** Hands out all samples of a file, in its order. */
  void readAll(SealedFile file, BatchedSample samples) throws IOException {
    ParquetFiles.Contents inside = contents(file);
    List<Integer> all = new ArrayList<>();
    for (int number = 0; number < inside.series().size(); number++) {
      all.add(number);
    }
    parquet.read(
        path(file),
        inside,
        all,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (number, epoch, sequence, time, value, quality, uncertainty) ->
            samples.accept(
                epoch,
                sequence,
                new Sample(inside.series().get(number), time, value, quality, uncertainty)));
  }

  /** The newest sample of each series in a file. */
  LatestSamples latest(SealedFile file) throws IOException {
    LatestSamples latest = new LatestSamples();
    readAll(file, (epoch, sequence, sample) -> latest.add(file.rack(), sample, sequence, epoch));
    return latest;
  }

  /** Which batches a file holds. */
  List<ParquetFiles.BatchRange> batches(SealedFile file) throws IOException {
    return parquet.batches(path(file));
  }

  /** What a file says of the instruments behind its series. */
  List<DatedInstrument> instruments(SealedFile file) throws IOException {
    return parquet.instruments(path(file), contents(file));
  }

  /** How many files there are. */
  long files() {
    return files.get();
  }

  /** Samples that they hold. */
  long samples() {
    return samples.get();
  }

  /** Bytes that they take. */
  long bytes() {
    return bytes.get();
  }
}
