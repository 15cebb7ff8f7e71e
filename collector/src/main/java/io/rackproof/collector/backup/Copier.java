package io.rackproof.collector.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongConsumer;

/** Copies files durably and tells their hash. */
final class Copier {

  private static final int PIECE = 1 << 20;

  private static final Set<PosixFilePermission> OWNER_ALONE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final LongConsumer done;

  /**
   * @param done told the bytes of each piece that is copied or read
   */
  Copier(LongConsumer done) {
    this.done = done;
  }

  /** Makes a new file of the same content that only its owner can read, and syncs it. */
  Manifest.Entry copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling(""));
    MessageDigest digest = sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
        ByteBuffer rest = ByteBuffer.wrap(piece, 0, read);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        bytes += read;
        done.accept(read);
      }
      out.force(true);
    }
    ownerAlone(to);
    return new Manifest.Entry(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** What a file holds. */
  Manifest.Entry entry(Path file) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
        bytes += read;
        done.accept(read);
      }
    }
    return new Manifest.Entry(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** Keys and samples are nobody else's; a file system without such rights keeps its own. */
  static void ownerAlone(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, OWNER_ALONE);
    }
  }

  /** Makes what was written under a path, and its names, durable. */
  static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel opened = FileChannel.open(path, how)) {
      opened.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
