package io.rackproof.collector.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sealed files that are not what was written, sets them aside and notes their time as lost.
 * Parquet has no check sum that the reader looks at: a flipped bit may be another value. So the
 * SHA-256 is compared before a file is read for the first time since the start: little beside
 * reading it, and again bit by bit in the background; a start looks at names and sizes alone, since
 * hashing terabytes would take hours. Thread safe.
 */
final class DamagedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DamagedFiles.class);

  /** Reads one file. */
  interface Reading {
    void read() throws IOException;
  }

  private final SealedFiles sealed;
  private final DeletedFiles deleted;
  private final Clock clock;
  private final Consumer<String> lost;
  private final AtomicLong files = new AtomicLong();

  /** First rows of those that were as written when they were read first. */
  private final Set<Long> checked = ConcurrentHashMap.newKeySet();

  /** First row of the file that was looked at last in the background. */
  private long lookedAt;

  /**
   * @param lost is told of each rack that has lost samples
   */
  DamagedFiles(SealedFiles sealed, DeletedFiles deleted, Clock clock, Consumer<String> lost) {
    this.sealed = sealed;
    this.deleted = deleted;
    this.clock = clock;
    this.lost = lost;
  }

  /**
   * Reads a file that is as it was written.
   *
   * @return false when it is not: then nothing was read, and it is set aside
   * @throws IOException when it could not be read; where {@link #files} has grown meanwhile it was
   *     set aside, and another try does without it
   */
  boolean read(SealedFile file, Reading reading) throws IOException {
    if (!checked.contains(file.firstRow())) {
      Optional<String> fault = fault(file);
      if (fault.isPresent()) {
        setAside(file, fault.get());
        return false;
      }
      checked.add(file.firstRow());
    }
    try {
      reading.read();
      return true;
    } catch (IOException e) {
      // A file that is as written is not to blame: the machine has no memory, or no descriptors.
      Optional<String> fault = fault(file);
      if (fault.isPresent()) {
        setAside(file, fault.get());
      }
      throw e;
    }
  }

  /** Looks at files in turn, up to a number of bytes and at least one. */
  void lookAtNext(long mostBytes) throws IOException {
    List<SealedFile> next = sealed.next(lookedAt);
    if (next.isEmpty()) {
      lookedAt = 0;
      return;
    }
    long bytes = 0;
    for (SealedFile file : next) {
      if (bytes > 0 && bytes + file.bytes() > mostBytes) {
        return;
      }
      bytes += file.bytes();
      lookedAt = file.firstRow();
      Optional<String> fault = fault(file);
      if (fault.isPresent()) {
        setAside(file, fault.get());
      }
    }
  }

  /** Sets aside what is not there, or of another size. Quick. */
  void lookAtSizes(List<SealedFile> all) throws IOException {
    for (SealedFile file : all) {
      Optional<String> fault = sizeFault(file);
      if (fault.isPresent()) {
        setAside(file, fault.get());
      }
    }
  }

  private Optional<String> sizeFault(SealedFile file) throws IOException {
    return sizeFault(sealed.path(file), file);
  }

  private static Optional<String> sizeFault(Path path, SealedFile file) throws IOException {
    try {
      long size = Files.size(path);
      return size == file.bytes()
          ? Optional.empty()
          : Optional.of("it has " + size + " bytes, not " + file.bytes());
    } catch (NoSuchFileException e) {
      return Optional.of("it is gone");
    }
  }

  /**
   * What is wrong with a file.
   *
   * @throws IOException when it cannot be opened, which says nothing of what is in it
   */
  private Optional<String> fault(SealedFile file) throws IOException {
    return fault(sealed.path(file), file);
  }

  /**
   * The same, wherever it is.
   *
   * @param file as the catalogue has it
   */
  static Optional<String> fault(Path path, SealedFile file) throws IOException {
    Optional<String> size = sizeFault(path, file);
    if (size.isPresent()) {
      return size;
    }
    try (InputStream in = Files.newInputStream(path)) {
      String sha256;
      try {
        sha256 = SealedFiles.sha256(in);
      } catch (IOException e) {
        return Optional.of("the disk cannot read it: " + e.getMessage());
      }
      return sha256.equals(file.sha256())
          ? Optional.empty()
          : Optional.of("its SHA-256 is " + sha256 + ", not " + file.sha256());
    }
  }

  /** Why its samples are lost. */
  static String reason(String fault) {
    return "its sealed file was found damaged (" + fault + ")";
  }

  private synchronized void setAside(SealedFile file, String fault) throws IOException {
    if (!sealed.isListed(file)) {
      return; // retention was quicker, or another reader
    }
    Path path = sealed.path(file);
    Path aside = path.resolveSibling(file.name() + ParquetSealer.DAMAGED);
    // First the name: after a crash here the file counts as gone, and is never entered again.
    if (Files.exists(path)) {
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    deleted.gone(file, reason(fault), clock.millis());
    files.incrementAndGet();
    lost.accept(file.rack());
    LOG.error(
        "{} is damaged: {}. Its {} samples of {} to {} count as lost. {} Look after the disk.",
        path,
        fault,
        file.samples(),
        java.time.Instant.ofEpochMilli(file.firstMillis()),
        java.time.Instant.ofEpochMilli(file.lastMillis()),
        Files.exists(aside) ? "It is now " + aside.getFileName() + "." : "");
  }

  /** How many were set aside, or found gone, since the start. */
  long files() {
    return files.get();
  }
}
