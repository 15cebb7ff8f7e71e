package io.rackproof.collector;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A password that is set: asked on the terminal without echo, or out of a file. */
final class NewPassword {

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "its first line is the password (default: asked for, twice)")
  @Nullable Path file;

  /** The password; never an argument, which other users of the machine could read. */
  String get(String name) throws UserException {
    return file == null ? ask(name) : read(file);
  }

  private static String read(Path file) throws UserException {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UserException(Main.MISTAKE, "cannot read " + file);
    }
  }

  // From Java 22 on there is a console without a terminal, too; it then reads stdin.
  @SuppressWarnings("SystemConsoleNull")
  private static String ask(String name) throws UserException {
    Console console = System.console();
    if (console == null) {
      throw new UserException(
          Main.MISTAKE, "there is no terminal to ask on: give --password-file FILE");
    }
    char[] first = console.readPassword("Password of %s: ", name);
    char[] second = console.readPassword("The same again: ");
    if (first == null || !Arrays.equals(first, second)) {
      throw new UserException(Main.MISTAKE, "the two are not the same: nothing was changed");
    }
    return new String(first);
  }
}
