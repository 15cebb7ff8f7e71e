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

  /** Runs a command; standard error is part of the output. */
  public static Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("foreign", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
