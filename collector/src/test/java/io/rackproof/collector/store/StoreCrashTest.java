package io.rackproof.collector.store;

import static io.rackproof.collector.store.SampleStoreContract.RACK;
import static io.rackproof.collector.store.SampleStoreContract.START;
import static io.rackproof.collector.store.SampleStoreContract.dump;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store whose process is killed or whose disk is full, as another process sees it after. */
class StoreCrashTest {

  @TempDir Path folder;

  private static List<String> command(Path directory, String epoch) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        AppendLoop.class.getName(),
        directory.toString(),
        epoch);
  }

  private SampleStore open(Path directory) throws IOException {
    Clock later = Clock.fixed(Instant.ofEpochMilli(START * 2), ZoneOffset.UTC);
    return SqliteParquetStore.open(new StoreConfig(directory, Duration.ofMinutes(5)), later);
  }

  @ParameterizedTest
  @EnumSource(ParquetSealer.Step.class)
  void killAtAnyStepOfSealingLosesAndRepeatsNothing(ParquetSealer.Step step) throws Exception {
    Path directory = folder.resolve("store");
    List<String> command = new ArrayList<>(command(directory, "epoch"));
    command.add(step.name());
    Process process = new ProcessBuilder(command).start();
    long committed = 0;
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        committed = line.startsWith("committed") ? number(line) : committed;
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(137);
    assertThat(committed).isPositive();

    try (SampleStore store = open(directory)) {
      assertThat(store.acknowledged(RACK, "epoch")).isEqualTo(committed);
      assertThat(dump(store, RACK)).hasSize((int) committed * AppendLoop.DEVICES);
      assertThat(batches(directory, "epoch")).isEqualTo(committed * AppendLoop.DEVICES);
      assertThat(store.losses(RACK, 0, Long.MAX_VALUE)).isEmpty();
      StoreCheck.Result check = StoreCheck.run(directory);
      assertThat(check.faults()).isEmpty();
      assertThat(check.notes()).isEmpty();
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void everyCommittedBatchIsThereOnceAfterKills() throws Exception {
    Path directory = folder.resolve("store");
    Random random = new Random(11);
    long total = 0;
    for (int kill = 0; kill < 4; kill++) {
      String epoch = "epoch-" + kill;
      Process process = new ProcessBuilder(command(directory, epoch)).start();
      long enough = 40L + random.nextInt(60);
      long committed = 0;
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          committed = line.startsWith("committed") ? number(line) : committed;
          if (committed >= enough && process.isAlive()) {
            process.toHandle().destroyForcibly(); // leaves the rest of its output readable
          }
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(committed).isGreaterThanOrEqualTo(enough);

      try (SampleStore store = open(directory)) {
        long acknowledged = store.acknowledged(RACK, epoch);
        // A group may have been committed whose line was not printed any more.
        assertThat(acknowledged).isBetween(committed, committed + 3);
        assertThat(store.status().sealedFiles()).isPositive();
        total = Math.max(total, acknowledged);
        assertThat(dump(store, RACK)).hasSize((int) total * AppendLoop.DEVICES);
        assertThat(batches(directory, epoch)).isEqualTo(acknowledged * AppendLoop.DEVICES);
      }
    }
    try (SampleStore store = open(directory)) {
      List<String> before = dump(store, RACK);
      assertThat(store.sealDue()).isPositive();
      assertThat(dump(store, RACK)).isEqualTo(before);
      assertThat(store.status().logBatches()).isZero();
    }
  }

  /** Samples of an epoch in log and files together: repeats would be counted twice. */
  private long batches(Path directory, String epoch) throws Exception {
    Path copy = folder.resolve("copy-" + epoch);
    copyFolder(directory, copy);
    long[] samples = {0};
    try (Database database = Database.open(copy.resolve("log.db"));
        ParquetFiles parquet = ParquetFiles.open(copy.resolve("scratch"))) {
      SqliteBatchLog log = SqliteBatchLog.open(database);
      for (LoggedBatch batch : log.read(RACK, Long.MIN_VALUE, Long.MAX_VALUE)) {
        samples[0] += batch.epoch().equals(epoch) ? batch.samples().size() : 0;
      }
      SealedFiles sealed = SealedFiles.open(database, copy.resolve("samples"), parquet);
      for (SealedFile file : sealed.all()) {
        sealed.read(
            file,
            any -> true,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            (series, of, sequence, time, value, quality) -> samples[0] += of.equals(epoch) ? 1 : 0);
      }
    }
    return samples[0];
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  @Test
  void fullDiskRefusesAppendsAndTheyGoOnOnceThereIsRoom() throws Exception {
    assumeThat(Path.of("/usr/bin/prlimit")).as("needs the Debian package 'util-linux'").exists();
    Path directory = folder.resolve("store");
    Process process = new ProcessBuilder(command(directory, "epoch")).start();
    long committed = 0;
    List<String> refusal = new ArrayList<>();
    String again = "";
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("committed")) {
          committed = number(line);
          if (committed == 60) {
            // No file may be written beyond 64 KiB: to SQLite, a disk that is full.
            limitFileSize(process, "65536:");
          }
        } else if (line.startsWith("again")) {
          again = line;
        } else {
          refusal.add(line);
          if (line.startsWith("acknowledged")) {
            limitFileSize(process, "unlimited:");
            process.outputWriter().append('\n').flush();
          }
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(refusal).anyMatch(line -> line.startsWith("refused: cannot write"));
    assertThat(refusal).contains("readable " + committed * AppendLoop.DEVICES);
    assertThat(refusal).contains("acknowledged " + committed);
    assertThat(again).startsWith("again ");
    assertThat(number(again)).isGreaterThan(committed);

    try (SampleStore store = open(directory)) {
      assertThat(store.acknowledged(RACK, "epoch")).isEqualTo(number(again));
      assertThat(dump(store, RACK)).hasSize((int) number(again) * AppendLoop.DEVICES);
      assertThat(batches(directory, "epoch")).isEqualTo(number(again) * AppendLoop.DEVICES);
    }
  }

  private static void limitFileSize(Process process, String limit) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + limit)
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }
}
