package io.rackproof.collector.live;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What took long to find out of stored samples, in a folder, a file for each rack of each campaign,
 * so that a day of samples is not read again after each start. A file tells what it was made from;
 * it counts only for that, and losing it costs time and nothing else. Thread safe.
 */
public final class KeptFiles {

  private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);

  private final Path folder;
  private final String kind;
  private final String magic;

  /**
   * @param folder made when the first is kept
   * @param kind one word, the files' extension
   * @param version of what is in them: files of others count for nothing
   */
  public KeptFiles(Path folder, String kind, int version) {
    this.folder = folder;
    this.kind = kind;
    this.magic = "rackproof " + kind + " " + version;
  }

  /** What is read of a file. */
  public interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /** What is written into one. */
  public interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /**
   * What was made from this basis; empty when nothing was, or it cannot be read.
   *
   * @param basis tells all that it depends on
   */
  public <T> Optional<T> read(String campaign, String rack, String basis, Reader<T> reader) {
    Path file = file(campaign, rack);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), 1 << 16))) {
      if (!in.readUTF().equals(magic) || !in.readUTF().equals(basis)) {
        return Optional.empty();
      }
      return Optional.of(reader.read(in));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read, it is made again of the samples: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps one in the place of the one before; on a full disk it is not kept, and told so. */
  public synchronized void keep(String campaign, String rack, String basis, Writer writer) {
    Path file = file(campaign, rack);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(folder);
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new Fast(Files.newOutputStream(temporary)), 1 << 16))) {
        out.writeUTF(magic);
        out.writeUTF(basis);
        writer.write(out);
      }
      // A half-written file after a power cut fails its checksum and is made again.
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("the {} of {} is made again after a start: {}", kind, campaign, e.getMessage());
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
    }
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Ids may hold what a file name may not. */
  private Path file(String campaign, String rack) {
    return folder.resolve(hash(campaign + "\n" + rack).substring(0, 32) + "." + kind);
  }

  /** The SHA-256 of a text, hexadecimal: a basis of any length in few characters. */
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
