package io.rackproof.simulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a client that is not ours and gives what it printed. */
public final class ForeignProgram {

  private ForeignProgram() {}

  /** What a program did. */
  public record Result(int status, String output) {
    public List<String> lines() {
      return output.lines().toList();
    }
  }

  /** Skips the test when the program is absent. */
  public static void need(String program, String debianPackage) {
    assumeTrue(
        List.of("/usr/bin/", "/bin/", "/usr/sbin/", "/usr/local/bin/").stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder + program))),
        "needs the Debian package '" + debianPackage + "'");
  }

  /**
   * Runs a command; standard error is part of the output when it fails. Else it is not: net-snmp's
   * programs tell there of folders that they make when they run for the first time on a machine.
   */
  public static Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("foreign", ".txt");
    Path errors = Files.createTempFile("foreign", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(errors.toFile())
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      int status = process.exitValue();
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      return new Result(
          status,
          status == 0 ? said : said + Files.readString(errors, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }
}
