package io.rackproof.collector.web;

import static io.rackproof.collector.live.SentRack.RACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.collector.live.SentRack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in {@code docs/examples}, run as a reader would. */
class ExamplesTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("rackproof.root", "..")).resolve("docs/examples");

  /** Once it walks, a second later each time that someone looks. */
  private static final class WalkingClock extends Clock {
    private final AtomicLong looks = new AtomicLong();
    private volatile boolean walks;

    void walk() {
      walks = true;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(SentRack.START + 1000 * (walks ? looks.getAndIncrement() : 0));
    }
  }

  @TempDir Path directory;

  private record Ended(int status, String output) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    return run(List.of(command), "");
  }

  private Ended run(List<String> command, String server) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("RACKPROOF_SERVER", server);
    builder.environment().put("RACKPROOF_PLAN", directory.resolve("plan.yaml").toString());
    builder.environment().put("RACKPROOF_RACKS", RACK.id());
    builder.environment().put("RACKPROOF_SECONDS", "0");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ended(127, String.valueOf(e.getMessage()));
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** What pytest says of a rack whose coolant had a temperature for ten minutes. */
  private Ended pytest(double celsius) throws Exception {
    assumeTrue(
        run("python3", "-m", "pytest", "--version").status() == 0,
        "needs the Debian package 'python3-pytest'");
    Files.writeString(directory.resolve("plan.yaml"), SentRack.PLAN);
    Path store = Files.createDirectory(directory.resolve("store"));
    WalkingClock clock = new WalkingClock();
    try (ServedCollector collector = ServedCollector.start(store, clock)) {
      for (int second = 0; second < 600; second++) {
        collector.second(RACK.id(), second, celsius);
      }
      clock.walk();
      return run(
          List.of(
              "python3",
              "-m",
              "pytest",
              "-p",
              "no:cacheprovider",
              EXAMPLES.resolve("test_rack.py").toAbsolutePath().toString()),
          collector.url());
    }
  }

  @Test
  void pytestPassesForARackThatPasses() throws Exception {
    Ended ended = pytest(30);
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("3 passed");
  }

  @Test
  void pytestFailsForARackThatFailsAndTellsTheCriterion() throws Exception {
    Ended ended = pytest(33);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("COOL-14").contains("1 failed, 2 passed");
  }

  @Test
  void everyPythonExampleCompiles() throws Exception {
    assumeTrue(run("python3", "--version").status() == 0, "needs the Debian package 'python3'");
    for (String example : List.of("rackproof.py", "test_rack.py", "openhtf_rack.py")) {
      Ended ended =
          run(
              "python3",
              "-c",
              "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2],"
                  + " doraise=True)",
              EXAMPLES.resolve(example).toAbsolutePath().toString(),
              directory.resolve(example + ".pyc").toString());
      assertThat(ended.status()).as(ended.output()).isZero();
    }
  }

  /** The commands of a fenced block of a page of the docs. */
  private static String commands(String page) throws IOException {
    String text = Files.readString(EXAMPLES.resolveSibling(page));
    int from = text.indexOf("```sh\n") + "```sh\n".length();
    return text.substring(from, text.indexOf("```", from));
  }

  @Test
  void theCommandsOfTheHttpApiRunAsTheyAreWritten() throws Exception {
    assumeTrue(run("curl", "--version").status() == 0, "needs the Debian package 'curl'");
    assumeTrue(run("jq", "--version").status() == 0, "needs the Debian package 'jq'");
    Files.writeString(directory.resolve("plan.yaml"), SentRack.PLAN);
    Path store = Files.createDirectory(directory.resolve("store"));
    try (ServedCollector collector = ServedCollector.start(store)) {
      for (int second = 0; second < 10; second++) {
        collector.second(RACK.id(), second, 30);
      }
      // An answer that is none of 2xx ends it, and so does the stream after a second.
      String script =
          "set -eu\ncurl() { command curl --fail --noproxy '*' -m ${most:-60} \"$@\"; }\n"
              + commands("http-api.md")
                  .replace("http://127.0.0.1:8080", collector.url())
                  .replace("20261124-gen2-007-1", "20261118-gen2-007-1")
                  .replaceAll(
                      "(?m)^curl -sN (.*)$", "most=1; curl -sN $1 || test \\$? = 28; most=60");
      Ended ended = run("sh", "-c", script);
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("pump 2 unplugged").contains("COMPLETED");
      assertThat(directory.resolve("report.html")).content().contains("<!DOCTYPE html>");
    }
  }
}
