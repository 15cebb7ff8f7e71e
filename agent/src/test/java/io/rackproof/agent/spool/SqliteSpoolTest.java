package io.rackproof.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.wire.Batch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSpoolTest extends SpoolContract<SqliteSpool> {

  @TempDir Path directory;

  @Override
  SqliteSpool open(long maxBytes, Duration maxAge) throws IOException {
    return SqliteSpool.open(new SpoolConfig(directory, maxBytes, maxAge), clock);
  }

  private SqliteSpool open() throws IOException {
    return SqliteSpool.open(SpoolConfig.in(directory), clock);
  }

  private Path file() {
    return directory.resolve(SpoolFiles.DATABASE);
  }

  private List<String> aside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("damaged") && !name.endsWith("-wal"))
          .sorted()
          .toList();
    }
  }

  @Test
  void secondAgentOnOneSpoolIsRefused() throws Exception {
    try (SqliteSpool spool = open()) {
      spool.put(samples(1, 1));
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another agent");
      spool.put(samples(1, 2));
      assertThat(numbers(all(spool))).containsExactly(1L, 2L);
    }
    assertThat(aside()).isEmpty();
  }

  @Test
  void narrowerBoundsHoldFromTheNextBatchOn() throws Exception {
    try (SqliteSpool spool = open()) {
      for (int i = 1; i <= 100; i++) {
        spool.put(samples(300, i));
      }
      assertThat(spool.status().bytes()).isGreaterThan(1 << 16);
      spool.keep(new SpoolConfig(directory, 1 << 16, Duration.ofDays(1)));
      spool.put(samples(300, 101));
      assertThat(spool.status().bytes()).isLessThanOrEqualTo(1 << 16);
      LostRange lost = (LostRange) all(spool).get(0);
      assertThat(lost.firstSequence()).isEqualTo(1);
      assertThat(lost.reason()).contains("full (65536 bytes)");
      SpoolConfig elsewhere = SpoolConfig.in(directory.resolve("other"));
      assertThatThrownBy(() -> spool.keep(elsewhere)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void directoryThatCannotBeIsNamed() throws Exception {
    Path notADirectory = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> SqliteSpool.open(SpoolConfig.in(notADirectory.resolve("x")), clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(notADirectory.toString());
  }

  @Test
  void garbageFileIsSetAsideAndTheLossIsTold() throws Exception {
    byte[] garbage = new byte[20_000];
    new Random(1).nextBytes(garbage);
    Files.write(file(), garbage);
    try (SqliteSpool spool = open()) {
      assertThat(aside()).hasSize(1);
      assertThat(Files.readAllBytes(directory.resolve(aside().get(0)))).isEqualTo(garbage);
      spool.put(samples(2, 1));
      List<SpoolEntry> entries = all(spool);
      LostRange lost = (LostRange) entries.get(0);
      assertThat(lost.firstSequence()).isEqualTo(1);
      assertThat(lost.lastSequence()).isEqualTo(1);
      assertThat(lost.firstMillis()).isZero();
      assertThat(lost.reason()).contains(aside().get(0));
      assertThat(decoded(spool)).containsExactly(new Batch(2, samples(2, 1)));
      assertThat(spool.status().lostBatches()).isEqualTo(1);
    }
  }

  @Test
  void damagedPagesAreNoticedAtTheStart() throws Exception {
    String epoch;
    try (SqliteSpool spool = open()) {
      epoch = spool.epoch();
      for (int i = 1; i <= 200; i++) {
        spool.put(samples(50, i));
      }
    }
    try (RandomAccessFile damage = new RandomAccessFile(file().toFile(), "rw")) {
      damage.seek(8192);
      byte[] noise = new byte[16384];
      new Random(2).nextBytes(noise);
      damage.write(noise);
    }
    try (SqliteSpool spool = open()) {
      assertThat(spool.epoch()).isNotEqualTo(epoch);
      assertThat(aside()).hasSize(1);
      assertThat(all(spool)).singleElement().isInstanceOf(LostRange.class);
    }
  }

  @Test
  void damagedBatchIsLostAloneAndTold() throws Exception {
    try (SqliteSpool spool = open()) {
      for (int i = 1; i <= 5; i++) {
        spool.put(samples(3, i));
      }
    }
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE batch SET encoded = zeroblob(length(encoded)) WHERE sequence = 3");
    }
    try (SqliteSpool spool = open()) {
      List<SpoolEntry> entries = all(spool);
      assertThat(numbers(entries)).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(entries.get(2))
          .isEqualTo(new LostRange(3, 3, 3_000, 3_002, 3, "damaged on the disk"));
      assertThat(spool.status().batches()).isEqualTo(4);
    }
  }

  /** A copy taken while it runs is what a power cut leaves: the file and its log. */
  @Test
  void everyTornEndOfTheLogOpens() throws Exception {
    Path wal = directory.resolve(SpoolFiles.DATABASE + "-wal");
    Path copies = Files.createDirectory(directory.resolve("copies"));
    byte[] log;
    byte[] main;
    try (SqliteSpool spool = open()) {
      for (int i = 1; i <= 5; i++) {
        spool.put(samples(3, i));
      }
      log = Files.readAllBytes(wal);
      main = Files.readAllBytes(file());
    }
    int previous = -1;
    for (int cut = log.length; cut >= 0; cut -= 1_357) {
      Path torn = Files.createDirectory(copies.resolve("cut-" + cut));
      Files.write(torn.resolve(SpoolFiles.DATABASE), main);
      Files.write(torn.resolve(SpoolFiles.DATABASE + "-wal"), java.util.Arrays.copyOf(log, cut));
      try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(torn), clock)) {
        int left = decoded(spool).size();
        assertThat(left).isLessThanOrEqualTo(previous < 0 ? 5 : previous);
        if (cut == log.length) {
          assertThat(left).isEqualTo(5);
        }
        assertThat(all(spool)).noneMatch(LostRange.class::isInstance);
        spool.put(samples(3, 9));
        assertThat(decoded(spool)).hasSize(left + 1);
        previous = left;
      }
    }
    assertThat(previous).isZero();
  }

  @Test
  void garbageAfterTheLogIsIgnored() throws Exception {
    Path wal = directory.resolve(SpoolFiles.DATABASE + "-wal");
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (SqliteSpool spool = open()) {
      spool.put(samples(3, 1));
      Files.copy(file(), copy.resolve(SpoolFiles.DATABASE), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(wal, copy.resolve(SpoolFiles.DATABASE + "-wal"));
    }
    byte[] garbage = new byte[9_999];
    new Random(3).nextBytes(garbage);
    Files.write(copy.resolve(SpoolFiles.DATABASE + "-wal"), garbage, StandardOpenOption.APPEND);
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(copy), clock)) {
      assertThat(decoded(spool)).containsExactly(new Batch(1, samples(3, 1)));
    }
  }

  @Test
  void spoolOfANewerVersionIsNotTouched() throws Exception {
    open().close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(this::open).hasMessageContaining("newer version");
    assertThat(aside()).isEmpty();
  }

  @Test
  void onlyTheLastFewDamagedFilesAreKept() throws Exception {
    for (int i = 0; i < SpoolFiles.KEPT_ASIDE + 2; i++) {
      Files.writeString(file(), "garbage, and more of it than a header takes, number " + i);
      open().close();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(aside()).hasSize(SpoolFiles.KEPT_ASIDE);
    assertThat(Files.readString(directory.resolve(aside().get(0)))).endsWith("number 2");
  }

  @Test
  void epochsSortByTime() {
    String first = Epoch.next(clock);
    clock.advance(Duration.ofMillis(1));
    String second = Epoch.next(clock);
    assertThat(first).isLessThan(second).matches("\\d{8}T\\d{9}Z-[0-9a-f]{12}");
    assertThat(Epoch.next(clock)).isNotEqualTo(second);
  }
}
