package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves batches from the log to Parquet files: written under a temporary name, synced, renamed, the
 * folder synced; then one transaction enters the file in the catalogue and removes its rows from
 * the log. A crash before that transaction leaves a file that {@link #recover} enters.
 */
final class ParquetSealer {

  private static final Logger LOG = LoggerFactory.getLogger(ParquetSealer.class);
  private static final String TEMPORARY = ".tmp";
  static final String DAMAGED = ".damaged";
  private static final String GONE = "its sealed file was found gone";

  /** A file holds no more, so that sealing takes a bounded amount of memory. */
  static final long MOST_SAMPLES = 1_000_000;

  private final Database database;
  private final BatchLog log;
  private final ParquetWriter writer;
  private final SealedFiles sealed;
  private final Instruments instruments;
  private final Path folder;
  private final DeletedFiles deleted;
  private final DiskSpace space;
  private final Clock clock;
  private final Steps steps;
  private boolean unsettled;

  /** Is told of each step of sealing once it is done; what it throws ends the sealing there. */
  interface Steps {
    Steps NONE = step -> {};

    void done(Step step) throws IOException;
  }

  /** The steps of sealing a file. */
  enum Step {
    WRITTEN,
    SYNCED,
    RENAMED,
    FOLDER_SYNCED,
    ENTERED_NOT_COMMITTED,
    COMMITTED
  }

  ParquetSealer(
      Database database,
      BatchLog log,
      ParquetWriter writer,
      SealedFiles sealed,
      Instruments instruments,
      DeletedFiles deleted,
      DiskSpace space,
      Clock clock,
      Steps steps,
      Path folder) {
    this.deleted = deleted;
    this.space = space;
    this.clock = clock;
    this.steps = steps;
    this.database = database;
    this.log = log;
    this.writer = writer;
    this.sealed = sealed;
    this.instruments = instruments;
    this.folder = folder;
  }

  /**
   * Seals all that the log holds of racks whose oldest batch arrived at a time or before.
   *
   * @return how many files were written
   */
  synchronized int seal(long arrivedMillis) throws IOException {
    if (unsettled) {
      recover();
      unsettled = false;
    }
    int written = 0;
    for (String rack : log.waitingSince(arrivedMillis)) {
      List<LoggedBatch> batches = log.oldest(rack, MOST_SAMPLES);
      // What arrives meanwhile has a higher row and waits for the next time.
      while (!batches.isEmpty()) {
        space.checkForSealing();
        unsettled = true;
        enter(place(batches), batches);
        unsettled = false;
        written++;
        boolean mayBeMore =
            batches.stream().mapToLong(b -> b.samples().size()).sum() > MOST_SAMPLES / 2;
        batches = mayBeMore ? log.oldest(rack, MOST_SAMPLES) : List.of();
      }
    }
    return written;
  }

  /** Writes the file of some batches and puts it in its place, durably; the log still has them. */
  SealedFile place(List<LoggedBatch> batches) throws IOException {
    String rack = batches.get(0).rack();
    long firstRow = batches.get(0).row();
    long lastRow = batches.get(batches.size() - 1).row();
    long firstMillis = batches.stream().mapToLong(LoggedBatch::firstMillis).min().orElseThrow();
    String name = SealedFile.name(firstMillis, firstRow, lastRow);
    Path target = sealed.path(rack, name);
    Path ofRack = target.resolveSibling("");
    createFolder(ofRack);
    Path temporary = target.resolveSibling(name + TEMPORARY);
    try {
      writer.write(batches, instruments.history(rack), temporary);
      steps.done(Step.WRITTEN);
      StoreDirectory.syncFile(temporary);
      steps.done(Step.SYNCED);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      steps.done(Step.RENAMED);
      StoreDirectory.syncFolder(ofRack);
      steps.done(Step.FOLDER_SYNCED);
    } finally {
      Files.deleteIfExists(temporary);
    }
    SealedFile file = sealed.describe(rack, name, new SealedFile.Rows(firstRow, lastRow));
    long samples = batches.stream().mapToLong(b -> b.samples().size()).sum();
    if (file.samples() != samples) {
      throw new IOException(
          target + " holds " + file.samples() + " samples where " + samples + " were written");
    }
    return file;
  }

  private static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      StoreDirectory.syncFolder(folder.resolveSibling(""));
    }
  }

  private void enter(SealedFile file, List<LoggedBatch> batches) throws IOException {
    LatestSamples latest = new LatestSamples();
    batches.forEach(latest::add);
    database.change(
        connection -> {
          sealed.enter(connection, file);
          latest.write(connection);
          log.remove(file.rack(), file.firstRow(), file.lastRow());
          steps.done(Step.ENTERED_NOT_COMMITTED);
        });
    steps.done(Step.COMMITTED);
  }

  /**
   * Sets in order what a crash, or a person who moved files, has left: temporary files go, files
   * that the catalogue does not list are entered, entries without a file are dropped.
   */
  synchronized void recover() throws IOException {
    List<SealedFile> listed = sealed.all();
    List<String> known = new ArrayList<>();
    for (SealedFile file : listed) {
      known.add(file.rack() + "/" + file.name());
      log.reserve(file.lastRow());
      if (!Files.exists(sealed.path(file))) {
        LOG.warn("{} is gone: the samples that it held are too", sealed.path(file));
        deleted.gone(file, GONE, clock.millis());
      }
    }
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        String name = path.getFileName().toString();
        String rack = path.resolveSibling("").getFileName().toString();
        Optional<SealedFile.Rows> rows = SealedFile.rows(name);
        if (name.endsWith(TEMPORARY)) {
          Files.delete(path);
        } else if (rows.isPresent() && !known.contains(rack + "/" + name)) {
          adoptOrSetAside(rack, name, rows.get());
        }
      }
    }
  }

  /** A damaged file must not keep the store from starting. */
  private void adoptOrSetAside(String rack, String name, SealedFile.Rows rows) throws IOException {
    SealedFile file;
    try {
      file = sealed.describe(rack, name, rows);
    } catch (IOException e) {
      Path path = sealed.path(rack, name);
      Path aside = path.resolveSibling(name + DAMAGED);
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
      boolean logged = log.samples(rack, rows.first(), rows.last()) > 0;
      LOG.error(
          "{} cannot be read and is now {}; {}: {}",
          path,
          aside.getFileName(),
          logged ? "the log has its samples still" : "its samples are lost",
          e.getMessage());
      if (!logged) {
        // Neither how many nor of which time: all that the rack is judged on is in doubt.
        deleted.gone(
            new SealedFile(name, rack, rows.first(), rows.last(), 0, Long.MAX_VALUE, 0, 0, ""),
            GONE,
            clock.millis());
      }
      return;
    }
    adopt(file, rack, name, rows);
  }

  private void adopt(SealedFile file, String rack, String name, SealedFile.Rows rows)
      throws IOException {
    LatestSamples latest = sealed.latest(file);
    List<ParquetFiles.BatchRange> batches = sealed.batches(file);
    List<DatedInstrument> told = instruments.unknown(rack, sealed.instruments(file));
    log.reserve(rows.last());
    database.change(
        connection -> {
          sealed.enter(connection, file);
          DeletedFiles.back(connection, rack, name);
          latest.write(connection);
          Instruments.write(connection, rack, told);
          database.afterCommit(() -> instruments.add(rack, told));
          for (ParquetFiles.BatchRange range : batches) {
            log.known(rack, range.epoch(), range.first(), range.last());
          }
          if (log.samples(rack, rows.first(), rows.last()) == file.samples()) {
            log.remove(rack, rows.first(), rows.last());
          }
        });
    LOG.info("{} was not in the catalogue and is now", sealed.path(file));
  }
}
