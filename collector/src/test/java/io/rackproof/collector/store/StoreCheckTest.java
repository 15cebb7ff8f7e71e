package io.rackproof.collector.store;

import static io.rackproof.collector.store.SampleStoreContract.RACK;
import static io.rackproof.collector.store.SampleStoreContract.START;
import static io.rackproof.collector.store.SampleStoreContract.dump;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.store.Retention.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of four sealed files and a log, checked, damaged, and let go of by age and bytes. */
class StoreCheckTest {

  @TempDir Path folder;

  private final BatchSource agent = new BatchSource(RACK, "epoch-a");
  private final List<String> told = new ArrayList<>();
  private List<Span> needed = List.of();
  private SampleStore store;

  private final Retention.Keeper keeper =
      new Retention.Keeper() {
        @Override
        public List<Span> needed(String rack) {
          return needed;
        }

        @Override
        public void deleted(String rack) {
          told.add(rack);
        }
      };

  @BeforeEach
  void fill() throws IOException {
    for (int file = 0; file < 4; file++) {
      store = open(START + hours(file), Retention.NONE);
      store.append(
          List.of(agent.second(3, START + hours(file)), agent.second(3, START + hours(file) + 1)));
      store.close();
      store = open(START + hours(file) + 1000, Retention.NONE);
      assertThat(store.sealDue()).isEqualTo(1);
      store.close();
    }
    store = open(START + hours(4), Retention.NONE);
    store.append(List.of(agent.second(3, START + hours(4))));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static long hours(long count) {
    return Duration.ofHours(count).toMillis();
  }

  private SampleStore open(long nowMillis, Retention retention) throws IOException {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC);
    return SqliteParquetStore.open(
        new StoreConfig(folder, Duration.ofSeconds(1), 0, retention),
        clock,
        keeper,
        ParquetSealer.Steps.NONE);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("samples"))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private void change(String sql) throws Exception {
    try (Connection log = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("log.db"));
        Statement statement = log.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private void reopenAt(long nowMillis, Retention retention) throws IOException {
    store.close();
    store = open(nowMillis, retention);
  }

  private static Retention age(Duration age) {
    return new Retention(Optional.of(age), OptionalLong.empty(), Optional.empty());
  }

  @Test
  void storeThatIsOpenAndWellHasNothingWrong() throws IOException {
    StoreCheck.Result result = StoreCheck.run(folder);
    assertThat(result.faults()).isEmpty();
    assertThat(result.notes()).isEmpty();
    assertThat(result.files()).isEqualTo(4);
    assertThat(result.sealedSamples()).isEqualTo(24);
    assertThat(result.logBatches()).isEqualTo(1);
  }

  @Test
  void oneFlippedByteOfASealedFileIsNamed() throws IOException {
    Path file = files().get(1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 1;
    Files.write(file, bytes);
    assertThat(StoreCheck.run(folder).faults())
        .isNotEmpty()
        .allMatch(f -> f.contains(file.getFileName().toString()))
        .anyMatch(f -> f.contains("SHA-256"));
  }

  @Test
  void fileThatIsGoneOrCutIsNamed() throws IOException {
    List<Path> files = files();
    Files.delete(files.get(0));
    Files.write(files.get(2), new byte[100]);
    assertThat(StoreCheck.run(folder).faults())
        .anyMatch(f -> f.contains(files.get(0).getFileName() + " is gone"))
        .anyMatch(f -> f.contains(files.get(2).getFileName() + " has 100 bytes"))
        .anyMatch(f -> f.contains(files.get(2).getFileName() + " cannot be read"));
  }

  @Test
  void rowOfTheLogThatCannotBeDecodedIsNamed() throws Exception {
    change("UPDATE batch SET encoded = x'ffffff'");
    assertThat(StoreCheck.run(folder).faults())
        .singleElement()
        .asString()
        .contains("log.db row 9 (batch 9) cannot be decoded");
  }

  @Test
  void batchInLogAndFileAndBatchInNeitherAreNamed() throws Exception {
    change("UPDATE batch SET sequence = 2, row = 2");
    assertThat(StoreCheck.run(folder).faults())
        .anyMatch(f -> f.contains("batch 2 of rack " + RACK) && f.contains("elsewhere too"))
        .anyMatch(f -> f.contains("row 2 is sealed already in"))
        .anyMatch(f -> f.contains("batch 9 of rack") && f.contains("neither in the log nor"));
  }

  @Test
  void countsThatAreNotThoseOfTheirFileAreNamed() throws Exception {
    assertThat(store.counts(RACK, START - hours(1), START + hours(9))).isNotEmpty();
    assertThat(StoreCheck.run(folder).faults()).isEmpty();
    change(
        "UPDATE counted SET counts = (SELECT counts FROM counted ORDER BY file DESC LIMIT 1)"
            + " WHERE file = (SELECT min(file) FROM counted)");
    assertThat(StoreCheck.run(folder).faults())
        .singleElement()
        .asString()
        .contains("holds other counts than log.db says");
  }

  @Test
  void gapInTheNumbersIsNamed() throws Exception {
    change("UPDATE settled SET first = 3 WHERE first = 1");
    assertThat(StoreCheck.run(folder).faults())
        .anyMatch(f -> f.startsWith("batches 1 to 2 of rack") && f.contains("neither came nor"));
  }

  @Test
  void folderThatIsNoStoreIsRefused() {
    assertThatThrownBy(() -> StoreCheck.run(folder.resolve("samples")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no store");
  }

  @Test
  void whatIsTooOldGoesAndCountsAsLost() throws IOException {
    reopenAt(START + hours(5), age(Duration.ofHours(4)));
    assertThat(store.deleteDue()).isEqualTo(1);
    assertThat(files()).hasSize(3);
    assertThat(told).containsExactly(RACK);
    assertThat(dump(store, RACK)).hasSize(21);
    assertThat(store.losses(RACK, START, START + 1))
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.samples()).isEqualTo(6);
              assertThat(loss.reason()).contains("deleted by retention").contains("4 h");
            });
    assertThat(store.losses(RACK, START + hours(1), START + hours(9))).isEmpty();
    assertThat(store.deleteDue()).isZero();
    assertThat(store.acknowledged(RACK, "epoch-a")).isEqualTo(9);
    assertThat(store.status().deletedFiles()).isEqualTo(1);
    assertThat(store.status().sealedSamples()).isEqualTo(18);
    reopenAt(START + hours(5), Retention.NONE);
    assertThat(store.losses(RACK, START, START + 1)).hasSize(1);
    StoreCheck.Result check = StoreCheck.run(folder);
    assertThat(check.faults()).isEmpty();
    assertThat(check.notes())
        .singleElement()
        .asString()
        .contains("batches 1 to 2")
        .contains("gone with deleted files");
  }

  @Test
  void theOldestGoWhileThereAreTooManyBytes() throws IOException {
    long two = Files.size(files().get(2)) + Files.size(files().get(3));
    reopenAt(
        START + hours(5),
        new Retention(Optional.empty(), OptionalLong.of(two + 10), Optional.empty()));
    List<Path> newest = files().subList(2, 4);
    assertThat(store.deleteDue()).isEqualTo(2);
    assertThat(files()).isEqualTo(newest);
    assertThat(store.status().sealedBytes()).isEqualTo(two);
  }

  @Test
  void whatACampaignNeedsStaysAndWhatIsBesideItGoes() throws IOException {
    needed = List.of(new Span(START + hours(1), START + hours(2)));
    reopenAt(START + hours(500), age(Duration.ofHours(1)));
    assertThat(store.deleteDue()).isEqualTo(3);
    assertThat(store.losses(RACK, START + hours(1), START + hours(2))).isEmpty();
    assertThat(store.losses(RACK, START + hours(2), START + hours(3))).hasSize(1);
  }

  @Test
  void deletedFileThatComesBackFromAnArchiveIsTakenOver() throws IOException {
    Path first = files().get(0);
    Path archive = folder.resolve("archive");
    Files.copy(first, archive);
    List<String> before = dump(store, RACK);
    reopenAt(START + hours(5), age(Duration.ofHours(4)));
    assertThat(store.deleteDue()).isEqualTo(1);
    Files.move(archive, first, StandardCopyOption.ATOMIC_MOVE);
    reopenAt(START + hours(5), Retention.NONE);
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(store.losses(RACK, 0, Long.MAX_VALUE)).isEmpty();
    assertThat(StoreCheck.run(folder).faults()).isEmpty();
  }

  @Test
  void fileThatSomebodyRemovedCountsAsLost() throws IOException {
    store.close();
    Files.delete(files().get(3));
    store = open(START + hours(5), Retention.NONE);
    assertThat(store.losses(RACK, START + hours(3), START + hours(4)))
        .singleElement()
        .satisfies(loss -> assertThat(loss.reason()).contains("found gone"));
  }

  @Test
  void damagedFileThatIsNotInTheCatalogueIsSetAsideAndTheStoreStarts() throws IOException {
    store.close();
    Path half = files().get(0).resolveSibling("20261118T000000Z-900-950.parquet");
    Files.writeString(half, "half of a file");
    store = open(START + hours(5), Retention.NONE);
    assertThat(half).doesNotExist();
    assertThat(half.resolveSibling(half.getFileName() + ".damaged")).exists();
    assertThat(dump(store, RACK)).hasSize(27);
    assertThat(store.losses(RACK, START, START + 1)).hasSize(1);
    assertThat(StoreCheck.run(folder).faults())
        .singleElement()
        .asString()
        .contains("was damaged and set aside");
  }

  @Test
  void rowOfTheLogWhoseBytesAreDamagedIsSetAsideAndTheOthersAreKept() throws Exception {
    store.append(
        List.of(
            agent.second(3, START + hours(4) + 1000), agent.second(3, START + hours(4) + 2000)));
    store.close();
    change(
        "UPDATE batch SET encoded = x'ff00ff' WHERE first_millis = " + (START + hours(4) + 1000));
    store = open(START + hours(4) + 5000, Retention.NONE);
    assertThat(dump(store, RACK)).hasSize(30);
    assertThat(store.status().setAside()).isEqualTo(1);
    assertThat(store.losses(RACK, START + hours(4), START + hours(5)))
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.firstMillis()).isEqualTo(START + hours(4) + 1000);
              assertThat(loss.samples()).isEqualTo(3);
              assertThat(loss.reason()).contains("log.db are damaged");
            });
    assertThat(store.sealDue()).isEqualTo(1);
    reopenAt(START + hours(4) + 9000, Retention.NONE);
    assertThat(dump(store, RACK)).hasSize(30);
    assertThat(store.losses(RACK, START + hours(4), START + hours(5))).hasSize(1);
    assertThat(StoreCheck.run(folder).faults()).isEmpty();
  }
}
