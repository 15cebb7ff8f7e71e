package io.rackproof.collector.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder of a store, locked for this process while it is open. */
final class StoreDirectory implements AutoCloseable {

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private StoreDirectory(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Creates the folder when absent and locks it.
   *
   * @throws IOException when it cannot be written or another process has it
   */
  static StoreDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String owner = Files.readString(file, StandardCharsets.US_ASCII).strip();
      channel.close();
      throw new IOException(
          "the store "
              + directory
              + " is in use by another collector"
              + (owner.isEmpty() ? "" : " (process " + owner + ")")
              + ": stop it, or give this one another directory");
    }
    channel.truncate(0);
    byte[] owner = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(owner), 0);
    return new StoreDirectory(directory, channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process itself has it open
    }
  }

  Path path() {
    return directory;
  }

  Path log() {
    return directory.resolve("log.db");
  }

  /** Sealed files, one folder a rack. */
  Path samples() {
    return directory.resolve("samples");
  }

  /** Where reading goes that outgrows its memory. */
  Path scratch() {
    return directory.resolve("scratch");
  }

  /** Where sealing goes: beside the other, since the engines make one folder and no path to it. */
  Path sealing() {
    return directory.resolve("scratch-sealing");
  }

  /** Makes names of files in a folder durable. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  /** Makes the content of a file durable. */
  static void syncFile(Path file) throws IOException {
    try (FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE)) {
      opened.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
