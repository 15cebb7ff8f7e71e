package io.rackproof.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a spool in its directory, and the setting aside of a damaged one. */
final class SpoolFiles {

  static final String DATABASE = "spool.sqlite";

  /** Sets of damaged files that are kept for inspection; older ones are deleted. */
  static final int KEPT_ASIDE = 3;

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
  private static final String ASIDE = DATABASE + ".damaged-";
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

  private final Path directory;
  private final Clock clock;

  SpoolFiles(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  Path database() {
    return directory.resolve(DATABASE);
  }

  /**
   * Renames the database and what belongs to it.
   *
   * @return the new name of the database
   */
  Path setAside(String why) throws IOException {
    String name = ASIDE + Epoch.time(clock);
    for (int i = 2; Files.exists(directory.resolve(name)); i++) {
      name = ASIDE + Epoch.time(clock) + "-" + i;
    }
    for (String suffix : SUFFIXES) {
      Path file = directory.resolve(DATABASE + suffix);
      if (Files.exists(file)) {
        Files.move(file, directory.resolve(name + suffix));
      }
    }
    LOG.error("The spool is damaged ({}). It is kept as {}.", why, directory.resolve(name));
    deleteOldest();
    return directory.resolve(name);
  }

  private void deleteOldest() throws IOException {
    List<Path> aside;
    try (Stream<Path> files = Files.list(directory)) {
      aside =
          files
              .filter(file -> file.getFileName().toString().startsWith(ASIDE))
              .filter(
                  file -> !file.toString().endsWith("-wal") && !file.toString().endsWith("-shm"))
              .sorted()
              .toList();
    }
    for (int i = 0; i < aside.size() - KEPT_ASIDE; i++) {
      for (String suffix : SUFFIXES) {
        Files.deleteIfExists(Path.of(aside.get(i) + suffix));
      }
    }
  }
}
