package io.rackproof.collector.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder that appears whole or not at all: it is filled under another name. */
final class Folders {

  private Folders() {}

  /**
   * Where a folder is filled; what an interrupted run left there is removed.
   *
   * @throws IOException when the folder is there already and not empty
   */
  static Path begin(Path target) throws IOException {
    if (Files.exists(target) && !(Files.isDirectory(target) && children(target).isEmpty())) {
      throw new IOException(target + " exists and is not empty: name a folder that does not exist");
    }
    Path absolute = target.toAbsolutePath();
    Path name = absolute.getFileName();
    if (name == null) {
      throw new IOException(target + " is no folder that could be made");
    }
    Path partial = absolute.resolveSibling(name + ".partial");
    delete(partial);
    Files.createDirectories(partial);
    if (Files.getFileStore(partial).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          partial, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
    return partial;
  }

  /** Gives it its name, durably. */
  static void finish(Path partial, Path target) throws IOException {
    for (Path folder : folders(partial)) {
      Copier.sync(folder, StandardOpenOption.READ);
    }
    Files.move(partial, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
    Copier.sync(
        Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(Path.of("/")),
        StandardOpenOption.READ);
  }

  static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  private static List<Path> folders(Path under) throws IOException {
    try (Stream<Path> paths = Files.walk(under)) {
      return paths.filter(Files::isDirectory).toList();
    }
  }

  /** Removes a folder and all that is in it; nothing when it is not there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
