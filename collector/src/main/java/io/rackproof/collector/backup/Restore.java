package io.rackproof.collector.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes a data directory of a backup, every file checked. */
public final class Restore {

  private Restore() {}

  /**
   * Copies what a backup holds of the data directory.
   *
   * @param target which must not exist, or be empty
   * @throws IOException naming the file, when one is not what the manifest says; nothing is at
   *     {@code target} then
   */
  public static Manifest run(Path backup, Path target, Backup.Progress progress)
      throws IOException {
    Manifest manifest = Manifest.read(backup);
    long all = manifest.bytes();
    long[] done = {0};
    Copier copier =
        new Copier(
            bytes -> {
              done[0] += bytes;
              progress.bytes(done[0], all);
            });
    Path partial = Folders.begin(target);
    boolean whole = false;
    try {
      for (Map.Entry<String, Manifest.Entry> file : manifest.files().entrySet()) {
        copy(backup, file.getKey(), file.getValue(), partial, copier);
      }
      Folders.finish(partial, target);
      whole = true;
      return manifest;
    } finally {
      if (!whole) {
        Folders.delete(partial);
      }
    }
  }

  private static void copy(
      Path backup, String path, Manifest.Entry expected, Path partial, Copier copier)
      throws IOException {
    Path from = backup.resolve(path);
    if (!Files.isRegularFile(from)) {
      throw new IOException("the backup is not whole: " + path + " is missing");
    }
    boolean data = path.startsWith(Backup.DATA + "/");
    Manifest.Entry found =
        data
            ? copier.copy(from, partial.resolve(path.substring(Backup.DATA.length() + 1)))
            : copier.entry(from);
    if (!found.equals(expected)) {
      throw new IOException(
          "the backup is damaged: %s has %d bytes and SHA-256 %s, not %d and %s"
              .formatted(path, found.bytes(), found.sha256(), expected.bytes(), expected.sha256()));
    }
  }
}
