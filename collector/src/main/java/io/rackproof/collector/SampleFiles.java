package io.rackproof.collector;

import io.rackproof.collector.recorded.BadRowsException;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.document.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The recordings that a user names on the command line. */
final class SampleFiles {

  private SampleFiles() {}

  /** Opens them, or says what is wrong with them. */
  static Recording open(List<String> named, boolean skipBadRows) throws UserException {
    try {
      Recording recording = Recording.open(expand(named), skipBadRows);
      if (recording.rows() == 0) {
        StringBuilder message =
            new StringBuilder("there is no usable sample in " + String.join(", ", named));
        for (StoreSnapshot store : recording.stores()) {
          store.damaged().forEach(d -> message.append('\n').append(d));
        }
        recording.close();
        throw new UserException(Main.MISTAKE, message.toString());
      }
      return recording;
    } catch (BadRowsException e) {
      StringBuilder message = new StringBuilder(e.getMessage());
      e.first().forEach(p -> message.append('\n').append(p));
      long more = e.count() - e.first().size();
      if (more > 0) {
        message.append("\nand ").append(more).append(" more");
      }
      boolean rows = e.first().stream().anyMatch(p -> p.line() > 1 || p.key().startsWith("row "));
      if (rows) {
        message.append("\nmend them, or leave them out with --skip-bad-rows");
      }
      throw new UserException(Main.MISTAKE, message.toString());
    } catch (IOException e) {
      throw new UserException(Main.MISTAKE, String.valueOf(e.getMessage()));
    }
  }

  /** Tells what is not as it was: rows that were left out, sealed files that are damaged. */
  static void tell(Recording recording, PrintWriter err) throws IOException {
    if (recording.skippedRows() > 0) {
      err.println(skipped(recording));
    }
    for (StoreSnapshot store : recording.stores()) {
      store.damaged().forEach(err::println);
    }
    err.flush();
  }

  /** Tells rows that were left out. */
  private static String skipped(Recording recording) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : recording.skipped()) {
      text.append(problem).append('\n');
    }
    return text + "left out " + recording.skippedRows() + " rows of the samples";
  }

  private static List<Path> expand(List<String> named) throws UserException, IOException {
    List<Path> files = new ArrayList<>();
    for (String name : named) {
      if (!name.matches(".*[*?\\[{].*") || Files.exists(Path.of(name))) {
        files.add(Path.of(name));
        continue;
      }
      List<Path> found = glob(name);
      if (found.isEmpty()) {
        throw new UserException(Main.MISTAKE, "no file fits " + name);
      }
      files.addAll(found);
    }
    return files;
  }

  /** Files that fit, by name. */
  private static List<Path> glob(String pattern) throws IOException {
    String stem = pattern.replaceAll("[*?\\[{].*", "");
    int slash = stem.lastIndexOf('/');
    Path root = slash < 0 ? Path.of("") : Path.of(pattern.substring(0, slash + 1));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    if (!Files.isDirectory(root.toAbsolutePath())) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(p -> Files.isRegularFile(p) && matcher.matches(p)).sorted().toList();
    }
  }
}
