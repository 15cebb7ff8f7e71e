package io.rackproof.collector.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup holds, as its {@code backup.json} says.
 *
 * @param format of the folder; this program knows 1
 * @param made when the log was copied, ISO 8601: what came later is not in it
 * @param software that made it
 * @param gone sealed files that retention deleted while the backup was made
 * @param files by path within the folder
 */
public record Manifest(
    int format, String made, String software, List<String> gone, Map<String, Entry> files) {

  static final int FORMAT = 1;
  static final String NAME = "backup.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One file.
   *
   * @param sha256 hexadecimal
   */
  public record Entry(long bytes, @JsonProperty("sha256") String sha256) {}

  public Manifest {
    gone = List.copyOf(gone);
    files = new TreeMap<>(files);
  }

  /** Of all files together. */
  public long bytes() {
    return files.values().stream().mapToLong(Entry::bytes).sum();
  }

  /**
   * Reads that of a backup.
   *
   * @throws IOException when the folder holds no whole backup, or one of a newer program
   */
  public static Manifest read(Path backup) throws IOException {
    Path file = backup.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          backup + " is no backup: it has no " + NAME + ", which 'rackproof backup' writes last");
    }
    Manifest manifest;
    try {
      manifest = JSON.readValue(file.toFile(), Manifest.class);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (manifest.format > FORMAT) {
      throw new IOException(
          file + " was written by a newer rackproof (format " + manifest.format + "): update this");
    }
    for (String path : manifest.files.keySet()) {
      if (!backup.resolve(path).normalize().startsWith(backup.normalize())) {
        throw new IOException(file + " names a file outside the backup: " + path);
      }
    }
    return manifest;
  }

  void write(Path backup) throws IOException {
    Files.write(backup.resolve(NAME), JSON.writeValueAsBytes(this));
  }
}
