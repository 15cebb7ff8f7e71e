package io.rackproof.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a serial port is there, may be used by this user, and is used by nobody else. */
public final class SerialPortCheck {

  private static final Path PROCESSES = Path.of("/proc");
  private static final Path BY_ID = Path.of("/dev/serial/by-id");

  private final Findings findings;

  public SerialPortCheck(Findings findings) {
    this.findings = findings;
  }

  /**
   * Tells of one port.
   *
   * @param own a word in the command line of the program that should have it open
   */
  public void run(Path port, String own) {
    if (!Files.exists(port)) {
      findings.wrong("serial port", port + " does not exist", "plug it in; here are: " + present());
      return;
    }
    if (Files.isRegularFile(port) || Files.isDirectory(port)) {
      findings.wrong("serial port", port + " is no serial port", "here are: " + present());
      return;
    }
    if (!Files.isReadable(port) || !Files.isWritable(port)) {
      findings.wrong(
          "serial port",
          "user " + System.getProperty("user.name", "?") + " may not use " + port + owner(port),
          "usermod -aG "
              + group(port)
              + " "
              + System.getProperty("user.name", "?")
              + ", then start the service again");
      return;
    }
    List<String> holders = holders(port);
    List<String> others = holders.stream().filter(holder -> !holder.contains(own)).toList();
    if (!others.isEmpty()) {
      findings.warn(
          "serial port",
          port + " is open in " + String.join("; ", others),
          "end it: two programs on one line take each other's answers");
    } else {
      findings.good(
          "serial port", port + " may be used" + (holders.isEmpty() ? "" : ", and the agent does"));
    }
  }

  /** Ports that have a name of their own, else those of usual names. */
  private static String present() {
    List<String> ports = new ArrayList<>();
    for (Path folder : List.of(BY_ID, Path.of("/dev"))) {
      if (ports.isEmpty() && Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files
              .filter(
                  file ->
                      folder.equals(BY_ID)
                          || file.getFileName().toString().matches("tty(USB|ACM|AMA)\\d+"))
              .sorted()
              .forEach(file -> ports.add(file.toString()));
        } catch (IOException e) {
          return "(" + folder + " cannot be read)";
        }
      }
    }
    return ports.isEmpty() ? "none" : String.join(", ", ports);
  }

  private static String owner(Path port) {
    try {
      PosixFileAttributes is = Files.readAttributes(port, PosixFileAttributes.class);
      return " ("
          + is.owner().getName()
          + ":"
          + is.group().getName()
          + " "
          + PosixFilePermissions.toString(is.permissions())
          + ")";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String group(Path port) {
    try {
      return Files.readAttributes(port, PosixFileAttributes.class).group().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "dialout";
    }
  }

  /** Processes that have it open, as far as this user may see. */
  private static List<String> holders(Path port) {
    List<String> holders = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      Path real = port.toRealPath();
      for (Path process : processes) {
        if (holds(process, real)) {
          holders.add("process " + process.getFileName() + " (" + command(process) + ")");
        }
      }
    } catch (IOException e) {
      return holders; // not Linux
    }
    return holders;
  }

  private static boolean holds(Path process, Path port) {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return files.anyMatch(
          file -> {
            try {
              return Files.readSymbolicLink(file).equals(port);
            } catch (IOException e) {
              return false; // closed meanwhile
            }
          });
    } catch (IOException | java.io.UncheckedIOException e) {
      return false; // another user's, or ended
    }
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ')
          .strip();
    } catch (IOException e) {
      return "?";
    }
  }
}
