package io.rackproof.collector.whole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A program of ours, or a Debian package's, as a child process with its output in a file. */
final class Program implements AutoCloseable {

  static final Path ROOT = Path.of(System.getProperty("rackproof.root", ".."));
  static final Path SIMULATOR = ROOT.resolve("simulator/target/dist/bin/rack-simulator");
  static final Path AGENT = ROOT.resolve("agent/target/dist/bin/rackproof-agent");
  static final Path COLLECTOR = ROOT.resolve("collector/target/dist/bin/rackproof");

  private final Process process;
  private final Path log;
  private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();
  private final List<String> lines = new ArrayList<>();

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program in a directory; what it prints goes to the log, and {@link #await} sees it.
   */
  static Program start(Path directory, Path log, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // The programs run on the JVM that runs the tests, so that each JDK is tried whole.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    Program program = new Program(process, log);
    Thread reader = new Thread(program::copyOutput, "output of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
    return program;
  }

  private void copyOutput() {
    try (var in = process.inputReader();
        var out = Files.newBufferedWriter(log)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // The stream breaks when the process is killed; what was printed before is kept.
    } finally {
      synchronized (lines) {
        outputEnded.complete(null);
        lines.notifyAll();
      }
    }
  }

  /**
   * The first line that fits, which may have been printed already. A program that prints the same
   * for ever is not waited for that long.
   */
  String await(Predicate<String> wanted) throws InterruptedException {
    long patience = TimeUnit.SECONDS.toMillis(120);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    synchronized (lines) {
      int seen = 0;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (wanted.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        if (outputEnded.isDone()) {
          throw new AssertionError("ended without the line waited for:\n" + output());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("ten minutes without the line waited for:\n" + output());
        }
        int before = lines.size();
        lines.wait(patience);
        if (lines.size() == before && !outputEnded.isDone()) {
          throw new AssertionError("nothing more was printed:\n" + output());
        }
      }
    }
  }

  /** All that was printed so far. */
  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Whether it was started with a signal ignored, as background jobs of a shell are with SIGINT and
   * what nohup starts with SIGHUP; false where nobody tells.
   *
   * @param signal its number, 1 for SIGHUP
   */
  boolean ignores(int signal) throws IOException {
    Path status = Path.of("/proc/" + pid() + "/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored >> (signal - 1) & 1) != 0);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Process process() {
    return process;
  }

  /** Waits for the end and gives the exit status. */
  int exitStatus(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s:\n" + output());
    }
    try {
      outputEnded.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A grandchild may hold the pipe open; the status is what was asked for.
    }
    return process.exitValue();
  }

  /** kill -9: no handler runs, nothing is flushed. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, then kill -9 for one that does not go. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The content of a file that a program wrote. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
