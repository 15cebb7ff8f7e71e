package io.rackproof.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks whether a store holds what it says, exactly once. Changes nothing, and may run beside the
 * collector that has the store open.
 */
public final class StoreCheck {

  private final Path directory;
  private final List<String> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final BatchCensus census = new BatchCensus(faults, notes);

  /**
   * What was found.
   *
   * @param faults each names the file or row, and what is wrong with it
   * @param notes what is worth knowing and no fault
   * @param files sealed files looked at
   * @param sealedSamples that they hold
   * @param logBatches looked at in the log
   */
  public record Result(
      List<String> faults, List<String> notes, long files, long sealedSamples, long logBatches) {
    public Result {
      faults = List.copyOf(faults);
      notes = List.copyOf(notes);
    }
  }

  private StoreCheck(Path directory) {
    this.directory = directory;
  }

  /**
   * Checks a store's folder; reads every byte of it.
   *
   * @throws IOException when it is no store, or its log cannot be opened at all
   */
  public static Result run(Path directory) throws IOException {
    return new StoreCheck(directory).check();
  }

  private Result check() throws IOException {
    Path scratch = Files.createTempDirectory("rackproof-check");
    try (StoreSnapshot snapshot = StoreSnapshot.open(directory);
        ParquetFiles parquet = ParquetFiles.open(scratch)) {
      integrity(snapshot);
      List<SealedFile> files = SealedFiles.all(snapshot.connection());
      rows(files);
      long samples = 0;
      for (SealedFile file : files) {
        samples += sealed(file, parquet, snapshot);
      }
      folder(files);
      long batches = new LogCheck(snapshot.connection(), faults, census).check(files);
      census.compare(snapshot.connection());
      return new Result(faults, notes, files.size(), samples, batches);
    } catch (SQLException e) {
      throw new IOException("cannot read the log of " + directory + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private void integrity(StoreSnapshot snapshot) throws SQLException {
    try (Statement statement = snapshot.connection().createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check(20)")) {
      while (row.next()) {
        if (!row.getString(1).equals("ok")) {
          faults.add("log.db: " + row.getString(1));
        }
      }
    }
  }

  /** Rows of the log are given out once: no two files of a rack may hold the same. */
  private void rows(List<SealedFile> files) {
    for (int i = 1; i < files.size(); i++) {
      SealedFile before = files.get(i - 1);
      SealedFile file = files.get(i);
      if (file.rack().equals(before.rack()) && file.firstRow() <= before.lastRow()) {
        faults.add(
            name(before) + " and " + name(file) + " overlap in the rows of the log they hold");
      }
    }
  }

  private static String name(SealedFile file) {
    return file.path();
  }

  private long sealed(SealedFile file, ParquetFiles parquet, StoreSnapshot snapshot)
      throws IOException, SQLException {
    Path path = directory.resolve("samples").resolve(file.rack()).resolve(file.name());
    int before = faults.size();
    try {
      if (!Files.isRegularFile(path)) {
        if (listed(file.rack(), file.name())) {
          faults.add(name(file) + " is gone");
          census.unreadable(file.rack());
        }
        return 0;
      }
      if (Files.size(path) != file.bytes()) {
        faults.add(name(file) + " has " + Files.size(path) + " bytes, not " + file.bytes());
      }
      String sha256 = SealedFiles.sha256(path);
      if (!sha256.equals(file.sha256())) {
        faults.add(name(file) + " has SHA-256 " + sha256 + ", not " + file.sha256());
      }
      ParquetFiles.Contents inside = parquet.contents(path);
      if (inside.samples() != file.samples()
          || inside.firstMillis() != file.firstMillis()
          || inside.lastMillis() != file.lastMillis()) {
        faults.add(
            name(file)
                + " holds %d samples from %d to %d, not %d from %d to %d"
                    .formatted(
                        inside.samples(),
                        inside.firstMillis(),
                        inside.lastMillis(),
                        file.samples(),
                        file.firstMillis(),
                        file.lastMillis()));
      }
      if (!SealedCounts.isRight(snapshot.connection(), file, inside, parquet.count(path, inside))) {
        faults.add(
            name(file) + " holds other counts than log.db says; empty its table 'counted' to mend");
      }
      for (ParquetFiles.BatchRange range : parquet.batches(path)) {
        census.add(file.rack(), range.epoch(), range.first(), range.last(), name(file));
      }
      return inside.samples();
    } catch (IOException e) {
      if (listed(file.rack(), file.name())) {
        census.unreadable(file.rack());
        if (faults.size() == before || Files.isRegularFile(path)) {
          faults.add(name(file) + " cannot be read: " + e.getMessage());
        }
      }
      return 0;
    }
  }

  /** Whether the catalogue has a file now: retention and sealing may go on meanwhile. */
  private boolean listed(String rack, String name) throws IOException {
    try (StoreSnapshot now = StoreSnapshot.open(directory)) {
      return SealedFiles.all(now.connection()).stream()
          .anyMatch(f -> f.rack().equals(rack) && f.name().equals(name));
    } catch (SQLException e) {
      throw new IOException("cannot read the log of " + directory + ": " + e.getMessage(), e);
    }
  }

  private void folder(List<SealedFile> files) throws IOException {
    Set<String> known =
        files.stream()
            .map(f -> f.rack() + "/" + f.name())
            .collect(Collectors.toCollection(TreeSet::new));
    Path samples = directory.resolve("samples");
    if (!Files.isDirectory(samples)) {
      return;
    }
    List<Path> found;
    try (Stream<Path> paths = Files.walk(samples, 2)) {
      found = paths.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path path : found) {
      String name = path.getFileName().toString();
      String rack = path.resolveSibling("").getFileName().toString();
      if (name.endsWith(ParquetSealer.DAMAGED)) {
        faults.add("samples/" + rack + "/" + name + " was damaged and set aside");
      } else if (SealedFile.rows(name).isPresent()
          && !known.contains(rack + "/" + name)
          && Files.exists(path)
          && !listed(rack, name)) {
        notes.add("samples/" + rack + "/" + name + " is not in the catalogue; a start enters it");
      }
    }
  }
}
