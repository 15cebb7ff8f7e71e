package io.rackproof.collector.evidence;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Files in one: a ZIP archive that anyone can open, written so that the same files give the same
 * bytes (sorted by name, not compressed, no times). So a change of any byte of it can be told, also
 * of those between the files.
 */
public final class Container {

  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final int BUFFER = 1 << 16;
  private static final int MOST_FILES = 100_000;

  /** The earliest that the format has. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Container() {}

  /** Whether a name is safe to be made a file of. */
  static boolean isName(String name) {
    return name.length() < 256 && NAME.matcher(name).matches();
  }

  /**
   * Writes a folder's files to a new bundle, whole or not at all.
   *
   * @throws IOException also when a name is not one that the format allows
   */
  public static void write(Path folder, Path bundle) throws IOException {
    Path partial = bundle.resolveSibling(bundle.getFileName() + ".partial");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER)) {
        write(folder, out, name -> {});
      }
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(partial, bundle);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Names of all files below a folder, with '/' between, sorted. */
  public static List<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static void write(Path folder, OutputStream out, Consumer<String> begins)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (String name : names(folder)) {
        if (!isName(name)) {
          throw new IOException("a bundle cannot hold a file named '" + name + "'");
        }
        Path file = folder.resolve(name);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        entry.setSize(Files.size(file));
        entry.setCompressedSize(Files.size(file));
        entry.setCrc(crc(file));
        begins.accept(name);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
      begins.accept("");
    }
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    return crc.getValue();
  }

  /**
   * Puts a bundle's files into a folder.
   *
   * @return their names
   * @throws BadBundleException when it is no archive of this format
   */
  public static List<String> extract(Path bundle, Path folder)
      throws IOException, BadBundleException {
    SortedSet<String> names = new TreeSet<>();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (!isName(name) || entry.getMethod() != ZipEntry.STORED || names.contains(name)) {
          throw new BadBundleException(
              "the entry '" + name + "' is not one that a bundle may have");
        }
        if (names.size() == MOST_FILES) {
          throw new BadBundleException("it has more than " + MOST_FILES + " files");
        }
        names.add(name);
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        copy(zip, entry, file);
      }
    } catch (ZipException | EOFException e) {
      throw new BadBundleException("it is no whole ZIP archive: " + e.getMessage());
    }
    return List.copyOf(names);
  }

  private static void copy(ZipFile zip, ZipEntry entry, Path file)
      throws IOException, BadBundleException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      int read = 0;
      InputStream in = zip.getInputStream(entry);
      while (read >= 0) {
        out.write(buffer, 0, read);
        try {
          read = in.read(buffer);
        } catch (IOException e) {
          throw new BadBundleException(
              "the entry '" + entry.getName() + "' cannot be read: " + e.getMessage());
        }
      }
    }
  }

  /**
   * Compares a bundle with what writing its files again gives.
   *
   * @param folder what was {@link #extract extracted} from it
   * @return where it differs first; empty when it does not
   */
  public static Optional<String> difference(Path bundle, Path folder) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle), BUFFER)) {
      Comparing comparing = new Comparing(in);
      write(folder, comparing, name -> comparing.place = name);
      if (comparing.different.isEmpty() && in.read() >= 0) {
        return Optional.of("there are bytes after its end, from byte " + comparing.at + " on");
      }
      return comparing.different;
    }
  }

  /** Compares what is written with what is there. */
  private static final class Comparing extends OutputStream {

    private final InputStream there;
    private long at;
    private String place = "";
    private Optional<String> different = Optional.empty();

    Comparing(InputStream there) {
      this.there = there;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (different.isPresent()) {
        return;
      }
      byte[] read = there.readNBytes(length);
      for (int i = 0; i < length; i++) {
        if (i >= read.length || read[i] != bytes[from + i]) {
          different =
              Optional.of(
                  "byte "
                      + (at + i)
                      + (i >= read.length ? " is missing, " : " was changed, ")
                      + (place.isEmpty() ? "in the directory at its end" : "at " + place));
          return;
        }
      }
      at += length;
    }
  }
}
