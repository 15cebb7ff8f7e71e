package io.rackproof.collector.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room that is left where the store lives. New samples stop at a reserve, sealing, which makes
 * room in the log, at half of it: the disk is never filled to the last byte by the store itself.
 * Thread safe.
 */
final class DiskSpace {

  private final Path directory;
  private final FileStore files;
  private final long reserve;

  private DiskSpace(Path directory, FileStore files, long reserve) {
    this.directory = directory;
    this.files = files;
    this.reserve = reserve;
  }

  /**
   * @param reserve bytes that stay free
   */
  static DiskSpace of(Path directory, long reserve) throws IOException {
    return new DiskSpace(directory, Files.getFileStore(directory), reserve);
  }

  /** Bytes that may still be written by this user. */
  long free() throws IOException {
    return files.getUsableSpace();
  }

  void checkForWriting() throws IOException {
    check(reserve, "nothing more is taken from agents, which keep it");
  }

  void checkForSealing() throws IOException {
    check(reserve / 2, "samples wait in the log");
  }

  private void check(long least, String meanwhile) throws IOException {
    long free = least == 0 ? Long.MAX_VALUE : free();
    if (free < least) {
      throw new OutOfSpaceException(
          directory
              + " has "
              + (free >> 20)
              + " MiB free, less than the "
              + (least >> 20)
              + " MiB kept in reserve (data.reserve): "
              + meanwhile
              + ". Make room; no restart is needed");
    }
  }
}
