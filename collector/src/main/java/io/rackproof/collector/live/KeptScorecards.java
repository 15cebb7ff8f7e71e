package io.rackproof.collector.live;

import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.WorstTraces;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Final scorecards and their traces in a folder, a file for each rack of each campaign, so that a
 * day of samples is not judged again after each start. A file tells what it was judged from; it
 * counts only for that, and losing it costs time and nothing else. Thread safe.
 */
final class KeptScorecards {

  private static final Logger LOG = LoggerFactory.getLogger(KeptScorecards.class);
  private static final String MAGIC = "rackproof scorecard 2";

  private final Path folder;

  /**
   * @param folder made when the first is kept
   */
  KeptScorecards(Path folder) {
    this.folder = folder;
  }

  /** What is read of a file. */
  private interface Part<T> {
    T read(DataInputStream in) throws IOException;
  }

  /**
   * The scorecard that was judged from this basis.
   *
   * @param basis tells all that a verdict depends on
   */
  Optional<Scorecard> scorecard(String campaign, String rack, String basis) {
    return read(campaign, rack, basis, ScorecardBytes::read);
  }

  /**
   * The traces that belong to it.
   *
   * @param all or only those that a report draws, which stand first
   */
  Optional<Map<String, List<Trace>>> traces(
      String campaign, String rack, String basis, boolean all) {
    return read(
        campaign,
        rack,
        basis,
        in -> {
          ScorecardBytes.read(in);
          Map<String, List<Trace>> worst = ScorecardBytes.readTraces(in);
          return all ? ScorecardBytes.readTraces(in) : worst;
        });
  }

  private <T> Optional<T> read(String campaign, String rack, String basis, Part<T> part) {
    Path file = file(campaign, rack);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), 1 << 16))) {
      if (!in.readUTF().equals(MAGIC) || !in.readUTF().equals(basis)) {
        return Optional.empty();
      }
      return Optional.of(part.read(in));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read, the campaign is judged again: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps one in the place of the one before; on a full disk it is not kept, and told so. */
  synchronized void keep(
      String campaign,
      String rack,
      String basis,
      Scorecard scorecard,
      Map<String, List<Trace>> traces) {
    Path file = file(campaign, rack);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(folder);
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new Fast(Files.newOutputStream(temporary)), 1 << 16))) {
        out.writeUTF(MAGIC);
        out.writeUTF(basis);
        ScorecardBytes.write(out, scorecard);
        ScorecardBytes.writeTraces(out, WorstTraces.of(scorecard, traces));
        ScorecardBytes.writeTraces(out, traces);
      }
      // A half-written file after a power cut fails its checksum and is judged again.
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("the verdicts of {} are judged again after a start: {}", campaign, e.getMessage());
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
    }
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(java.io.OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Ids may hold what a file name may not. */
  private Path file(String campaign, String rack) {
    return folder.resolve(hash(campaign + "\n" + rack).substring(0, 32) + ".scorecard");
  }

  /** The SHA-256 of a text, hexadecimal. */
  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
