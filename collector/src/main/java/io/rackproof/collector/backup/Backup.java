package io.rackproof.collector.backup;

import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.collector.store.StoreSnapshot.Catalogued;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;

/**
 * Copies a collector's data directory, beside the running collector or without one.
 *
 * <p>Databases are copied each as of one moment, the log of samples last of them: whatever the
 * campaigns refer to is in the log then. Sealed files never change, so those that this log's
 * catalogue lists are copied as they are.
 */
public final class Backup {

  /** Within a backup: what {@code data.directory} holds. */
  static final String DATA = "data";

  private static final String LOG = "log.db";
  private static final String SAMPLES = "samples";
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** What a collector makes anew, or what belongs to an open database. */
  private static final List<String> PASSING = List.of("lock", "scratch", SAMPLES);

  private final Path source;
  private final Path target;
  private final Optional<Path> previous;
  private final String software;
  private final Clock clock;
  private final Map<String, Manifest.Entry> files = new TreeMap<>();
  private final List<String> gone = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private final Copier copier;
  private long done;
  private long all;
  private int linked;

  /** Told how far it has come. */
  public interface Progress {
    /** In bytes. */
    void bytes(long done, long all);
  }

  /**
   * How it went.
   *
   * @param linked sealed files that are the previous backup's, taking no room of their own
   * @param damaged sealed files that are not what was written once; copied as they are
   */
  public record Result(Manifest manifest, int linked, List<String> damaged) {
    public Result {
      damaged = List.copyOf(damaged);
    }
  }

  private Backup(
      Path source,
      Path target,
      Optional<Path> previous,
      String software,
      Clock clock,
      Progress progress) {
    this.source = source;
    this.target = target;
    this.previous = previous;
    this.software = software;
    this.clock = clock;
    this.copier =
        new Copier(
            bytes -> {
              done += bytes;
              progress.bytes(done, all);
            });
  }

  /**
   * Makes one.
   *
   * @param data directory of a collector
   * @param configuration copied beside the data, if there is one
   * @param target which must not exist, or be empty
   * @param previous a backup whose sealed files are linked instead of copied where they are the
   *     same
   * @throws IOException when there is no whole backup at {@code target}
   */
  public static Result make(
      Path data,
      Optional<Path> configuration,
      Path target,
      Optional<Path> previous,
      String software,
      Clock clock,
      Progress progress)
      throws IOException {
    if (!StoreSnapshot.isStore(data)) {
      throw new IOException(data + " is no data directory of a collector: it has no " + LOG);
    }
    if (target.toAbsolutePath().normalize().startsWith(data.toAbsolutePath().normalize())) {
      throw new IOException(target + " lies within " + data + ": name a folder outside of it");
    }
    return new Backup(data, target, previous, software, clock, progress).run(configuration);
  }

  private Result run(Optional<Path> configuration) throws IOException {
    Map<String, Manifest.Entry> before = new TreeMap<>();
    if (previous.isPresent()) {
      before.putAll(Manifest.read(previous.get()).files());
    }
    Path partial = Folders.begin(target);
    boolean whole = false;
    try {
      if (configuration.isPresent()) {
        keep(partial, "collector.yaml", configuration.get());
      }
      others(partial, source);
      Instant made = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      database(partial, source.resolve(LOG));
      sealed(partial, before);
      Manifest manifest = new Manifest(Manifest.FORMAT, made.toString(), software, gone, files);
      manifest.write(partial);
      Copier.ownerAlone(partial.resolve(Manifest.NAME));
      Copier.sync(partial.resolve(Manifest.NAME), java.nio.file.StandardOpenOption.WRITE);
      Folders.finish(partial, target);
      whole = true;
      return new Result(manifest, linked, damaged);
    } finally {
      if (!whole) {
        Folders.delete(partial);
      }
    }
  }

  private void keep(Path partial, String path, Path from) throws IOException {
    files.put(path, copier.copy(from, partial.resolve(path)));
  }

  /** Everything beside the log and the sealed files: databases and keys. */
  private void others(Path partial, Path folder) throws IOException {
    for (Path path : Folders.children(folder)) {
      String name = path.getFileName().toString();
      if (Files.isDirectory(path)) {
        if (!PASSING.contains(name)) {
          others(partial, path);
        }
      } else if (isDatabase(path)) {
        if (!path.equals(source.resolve(LOG))) {
          database(partial, path);
        }
      } else if (!PASSING.contains(name) && !name.matches(".*(-wal|-shm|-journal|\\.new|\\.tmp)")) {
        String within = DATA + "/" + within(path);
        try {
          keep(partial, within, path);
        } catch (NoSuchFileException e) {
          // It was there for a moment only.
          Files.deleteIfExists(partial.resolve(within));
        }
      }
    }
  }

  private String within(Path path) {
    return source.relativize(path).toString().replace('\\', '/');
  }

  private static boolean isDatabase(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** As of one moment, whoever writes to it meanwhile. */
  private void database(Path partial, Path file) throws IOException {
    String path = DATA + "/" + within(file);
    Path to = partial.resolve(path);
    Files.createDirectories(to.resolveSibling(""));
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toString());
      vacuum.execute();
    } catch (SQLException e) {
      throw new IOException("cannot copy " + file + ": " + e.getMessage(), e);
    }
    Copier.ownerAlone(to);
    Copier.sync(to, java.nio.file.StandardOpenOption.WRITE);
    files.put(path, new Copier(bytes -> {}).entry(to));
  }

  private void sealed(Path partial, Map<String, Manifest.Entry> before) throws IOException {
    List<Catalogued> catalogue;
    try (StoreSnapshot log = StoreSnapshot.open(partial.resolve(DATA))) {
      catalogue = log.catalogue();
    }
    all = done + catalogue.stream().mapToLong(Catalogued::bytes).sum();
    checkRoom(partial, catalogue, before);
    for (Catalogued file : catalogue) {
      String path = DATA + "/" + file.path();
      Path to = partial.resolve(path);
      Files.createDirectories(to.resolveSibling(""));
      if (link(file, path, to, before)) {
        continue;
      }
      try {
        Manifest.Entry entry = copier.copy(source.resolve(file.path()), to);
        files.put(path, entry);
        if (!entry.equals(new Manifest.Entry(file.bytes(), file.sha256()))) {
          damaged.add(file.path());
        }
      } catch (NoSuchFileException e) {
        Files.deleteIfExists(to);
        gone.add(file.path());
      }
    }
  }

  /** Whether the previous backup's file took the place; one that has changed there does not. */
  private boolean link(Catalogued file, String path, Path to, Map<String, Manifest.Entry> before)
      throws IOException {
    Manifest.Entry same = new Manifest.Entry(file.bytes(), file.sha256());
    if (previous.isEmpty() || !same.equals(before.get(path))) {
      return false;
    }
    Path there = previous.get().resolve(path);
    long reached = done;
    try {
      if (!same.equals(copier.entry(there))) {
        done = reached;
        return false;
      }
      Files.createLink(to, there.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      done = reached; // another file system, or gone: it is copied
      return false;
    }
    files.put(path, same);
    linked++;
    return true;
  }

  private static void checkRoom(
      Path partial, List<Catalogued> catalogue, Map<String, Manifest.Entry> before)
      throws IOException {
    long needed =
        catalogue.stream()
            .filter(f -> !before.containsKey(DATA + "/" + f.path()))
            .mapToLong(Catalogued::bytes)
            .sum();
    long free = Files.getFileStore(partial).getUsableSpace();
    if (needed > free) {
      throw new IOException(
          "the disk of %s has %,d MB free, and the sealed files take %,d MB: name a folder on another"
              .formatted(partial.resolveSibling(""), free / 1_000_000, needed / 1_000_000 + 1));
    }
  }
}
