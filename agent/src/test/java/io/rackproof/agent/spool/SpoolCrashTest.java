package io.rackproof.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.wire.Batch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool in a process that is killed, or whose disk is full. */
class SpoolCrashTest {

  @TempDir Path directory;

  private Process start(int puts, String... prefix) throws IOException {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            PuttingProcess.class.getName(),
            directory.toString(),
            String.valueOf(puts)));
    return new ProcessBuilder(command)
        .redirectError(directory.resolve("stderr.log").toFile())
        .start();
  }

  private SqliteSpool open() throws IOException {
    return SqliteSpool.open(SpoolConfig.in(directory), Clock.systemUTC());
  }

  @Test
  void nothingThatWasStoredIsLostWhenTheProcessIsKilled() throws Exception {
    Random random = new Random(5);
    long last = 0;
    for (int round = 0; round < 4; round++) {
      Process process = start(Integer.MAX_VALUE);
      int kill = 1 + random.nextInt(120);
      try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
        String line = out.readLine();
        for (int i = 0; i < kill; i++) {
          last = Long.parseLong(line);
          line = out.readLine();
        }
        // By its handle: the process' own method would close its output as well.
        assertThat(process.toHandle().destroyForcibly()).isTrue();
        // What it had printed before it was gone counts as well; the last line may be torn.
        for (; line != null; line = out.readLine()) {
          last = line.isEmpty() ? last : Math.max(last, Long.parseLong(line));
        }
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      try (SqliteSpool spool = open()) {
        List<Batch> batches = SpoolContract.decoded(spool);
        assertThat(batches)
            .extracting(Batch::sequence)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(1, spool.position().lastSequence()).boxed().toList());
        assertThat(spool.position().lastSequence()).isBetween(last, last + 2);
        assertThat(SpoolContract.all(spool)).noneMatch(LostRange.class::isInstance);
        last = spool.position().lastSequence();
      }
    }
  }

  /** RLIMIT_FSIZE refuses writes as a full disk does, and prlimit makes room again. */
  @Test
  void diskThatRefusesMeansCountedLossesThatAreToldLater() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs the Debian package 'util-linux'");
    Process limited = start(2_000, "sh", "-c", "ulimit -S -f 4000; exec \"$@\"", "limited");
    int refused = 0;
    String end = "";
    try (BufferedReader out = limited.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        end = line;
        if (line.equals("refused") && ++refused == 3) {
          Process prlimit =
              new ProcessBuilder("/usr/bin/prlimit", "--pid=" + limited.pid(), "--fsize=unlimited")
                  .start();
          assertThat(prlimit.waitFor()).isZero();
        }
      }
    }
    assertThat(limited.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(limited.exitValue()).isZero();
    assertThat(refused).isGreaterThanOrEqualTo(3);
    assertThat(end).isEqualTo("lost " + refused + " " + 100 * refused);
    try (SqliteSpool spool = open()) {
      assertThat(SpoolContract.decoded(spool)).hasSize(2_000 - refused);
      List<SpoolEntry> entries = SpoolContract.all(spool);
      List<LostRange> losses =
          entries.stream().filter(LostRange.class::isInstance).map(LostRange.class::cast).toList();
      assertThat(losses.stream().mapToLong(LostRange::samples).sum()).isEqualTo(100L * refused);
      assertThat(losses.get(0).reason()).contains("the disk refused");
      assertThat(entries.get(entries.size() - 1).lastSequence()).isEqualTo(2_000);
    }
  }
}
