package io.rackproof.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Whether a program can keep its data in a folder, and for how long there is room. */
public final class DiskCheck {

  private DiskCheck() {}

  /**
   * Tells whether this user may write to a folder and how much room its disk has.
   *
   * @param needed bytes without which it will not do
   * @param enough bytes with which nobody needs to look
   */
  public static void run(Findings findings, Path folder, long needed, long enough) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    String user = System.getProperty("user.name", "?");
    if (!Files.isDirectory(there)) {
      findings.wrong("disk", there + " is no folder", "name another folder, or remove the file");
      return;
    }
    Optional<String> refused = refused(there);
    if (refused.isPresent()) {
      findings.wrong(
          "disk",
          "user " + user + " cannot write to " + there + " (" + refused.get() + ")",
          "run this as the user of the service, or: chown -R " + user + " " + there);
      return;
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      String room = folder.toAbsolutePath() + ": " + bytes(free) + " free";
      if (free < needed) {
        findings.wrong("disk", room + ", and it needs " + bytes(needed), "make room");
      } else if (free < enough) {
        findings.warn("disk", room + ", which may not last", "make room, or keep less");
      } else {
        findings.good("disk", room);
      }
      if (!there.equals(folder.toAbsolutePath())) {
        findings.good("disk", folder.toAbsolutePath() + " does not exist yet and can be made");
      }
    } catch (IOException e) {
      findings.wrong("disk", there + ": " + e.getMessage(), "look after the disk");
    }
  }

  private static Optional<String> refused(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".doctor", ""));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }

  static String bytes(long bytes) {
    return bytes >= 10_000_000_000L
        ? String.format(Locale.ROOT, "%.0f GB", bytes / 1e9)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
