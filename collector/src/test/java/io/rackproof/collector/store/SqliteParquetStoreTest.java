package io.rackproof.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqliteParquetStoreTest extends SampleStoreContract {

  static final Duration SEAL_AFTER = Duration.ofMinutes(5);

  @TempDir Path folder;

  private long nowMillis = START;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(nowMillis);
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public java.time.ZoneId getZone() {
          return ZoneOffset.UTC;
        }
      };

  private Path directory() {
    return folder.resolve("it's a store");
  }

  @Override
  SampleStore open() throws IOException {
    return SqliteParquetStore.open(new StoreConfig(directory(), SEAL_AFTER), clock);
  }

  @Override
  void seal() throws IOException {
    nowMillis += SEAL_AFTER.toMillis();
    store.sealDue();
  }

  @Test
  void recordsRevisionTellsThatSomethingNewWasNotedBesideSamples() throws IOException {
    Series power = agent.series("pdu_input_power_watts", "pdu-1");
    List<Long> revisions = new ArrayList<>();
    store.append(List.of(agent.second(1, START)));
    revisions.add(store.recordsRevision(RACK));
    store.append(
        List.of(telling(agent.second(1, START), new DatedInstrument(power, START, METER))));
    revisions.add(store.recordsRevision(RACK));
    store.clockOffset(RACK, START, 5);
    revisions.add(store.recordsRevision(RACK));
    store.lost(
        RACK, agent.epoch, new SampleStore.Loss(900, 901, START, START + 10, 70, "spool full"));
    revisions.add(store.recordsRevision(RACK));
    assertThat(revisions).doesNotHaveDuplicates();
    store.append(
        List.of(telling(agent.second(1, START), new DatedInstrument(power, START, METER))));
    store.clockOffset("other", START, 5);
    assertThat(store.recordsRevision(RACK)).isEqualTo(revisions.get(3));
  }

  private List<Path> sealedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory().resolve("samples"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void nothingIsSealedBeforeItsTime() throws IOException {
    store.append(List.of(agent.second(1, START)));
    nowMillis += SEAL_AFTER.toMillis() - 1;
    assertThat(store.sealDue()).isZero();
    store.append(List.of(agent.second(1, START + 1000)));
    nowMillis += 1;
    assertThat(store.sealDue()).isEqualTo(1);
    assertThat(store.status().logBatches()).isZero();
    assertThat(store.status().logBytes()).isZero();
    assertThat(store.status().sealedBytes()).isEqualTo(Files.size(sealedFiles().get(0)));
    assertThat(store.sealDue()).isZero();
  }

  @Test
  void sealedFileIsPlainParquetForSql() throws Exception {
    store.append(List.of(agent.second(2, START), agent.second(2, START + 1000)));
    seal();
    Path file = sealedFiles().get(0);
    assertThat(file).hasParentRaw(directory().resolve("samples").resolve(RACK));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT metric, labels->>'$.device', time, value, quality, epoch, sequence,"
                  + " time_uncertainty_micros, make_timestamp_ms(time)::VARCHAR FROM '"
                  + file.toString().replace("'", "''")
                  + "' ORDER BY time DESC, labels DESC LIMIT 1")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("cdu_supply_temperature_celsius");
        assertThat(row.getString(2)).isEqualTo("cdu-1");
        assertThat(row.getLong(3)).isEqualTo(START + 1000);
        assertThat(row.getDouble(4)).isEqualTo(2.0);
        assertThat(row.getInt(5)).isZero();
        assertThat(row.getString(6)).isEqualTo("epoch-a");
        assertThat(row.getLong(7)).isEqualTo(2);
        assertThat(row.getInt(8)).isZero();
        assertThat(row.getString(9)).isEqualTo("2026-11-18 11:06:41");
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT DISTINCT compression FROM parquet_metadata('"
                  + file.toString().replace("'", "''")
                  + "')")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("ZSTD");
      }
    }
    try (Connection log =
            DriverManager.getConnection("jdbc:sqlite:" + directory().resolve("log.db"));
        Statement statement = log.createStatement();
        ResultSet row = statement.executeQuery("SELECT sha256 FROM sealed")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      assertThat(row.getString(1)).isEqualTo(HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void secondProcessIsRefusedAndToldWhoHasTheStore() {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory().toString())
        .hasMessageContaining("process " + ProcessHandle.current().pid());
  }

  @Test
  void storeOfANewerVersionIsRefused() throws Exception {
    store.close();
    try (Connection log =
            DriverManager.getConnection("jdbc:sqlite:" + directory().resolve("log.db"));
        Statement statement = log.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(this::open).hasMessageContaining("newer collector");
    try (Connection log =
            DriverManager.getConnection("jdbc:sqlite:" + directory().resolve("log.db"));
        Statement statement = log.createStatement()) {
      statement.execute("PRAGMA user_version = 1");
    }
    store = open();
  }

  @Test
  void fileThatACrashLeftBeforeItsEntryIsEnteredAndNotDoubled() throws IOException {
    store.append(List.of(agent.second(3, START), agent.second(3, START + 1000)));
    List<String> before = dump(store, RACK);
    store.close();

    // As sealing does it, up to the rename and no further.
    try (Database database = Database.open(directory().resolve("log.db"));
        ParquetFiles parquet = ParquetFiles.open(directory().resolve("scratch"))) {
      SqliteBatchLog log = SqliteBatchLog.open(database);
      Path samples = directory().resolve("samples");
      SealedFiles sealed = SealedFiles.open(database, samples, parquet);
      new ParquetSealer(
              database,
              log,
              new ParquetWriter(directory().resolve("sealing")),
              sealed,
              new Instruments(),
              new DeletedFiles(database, sealed),
              DiskSpace.of(directory(), 0),
              clock,
              ParquetSealer.Steps.NONE,
              samples)
          .place(log.oldest(RACK, 1_000));
    }
    Path file = sealedFiles().get(0);
    Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), "half");

    store = open();
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(store.status().logBatches()).isZero();
    assertThat(store.status().sealedFiles()).isEqualTo(1);
    assertThat(sealedFiles()).containsExactly(file);
    store.append(List.of(agent.second(3, START + 2000)));
    seal();
    assertThat(sealedFiles()).hasSize(2);
    assertThat(dump(store, RACK)).hasSize(9).containsAll(before);
  }

  private StoredBatch telling(StoredBatch batch, long sinceMillis, Instrument instrument) {
    Series first = batch.samples().get(0).series();
    return new StoredBatch(
        batch.rack(),
        batch.epoch(),
        batch.sequence(),
        batch.encoded(),
        batch.samples(),
        batch.definitions(),
        List.of(new DatedInstrument(first, sinceMillis, instrument)));
  }

  @Test
  void sealedFileTellsOfTheInstrumentsBehindItsSeriesWithoutItsLog() throws IOException {
    StoredBatch batch = agent.second(3, START);
    Series series = batch.samples().get(0).series();
    store.append(List.of(telling(batch, START, METER)));
    store.append(List.of(telling(agent.second(3, START + 1000), START + 1000, BETTER)));
    seal();
    store.close();
    for (String name : List.of("log.db", "log.db-wal", "log.db-shm")) {
      Files.deleteIfExists(directory().resolve(name));
    }
    for (int round = 0; round < 2; round++) {
      store = open();
      assertThat(store.instruments(RACK)).isEqualTo(Map.of(series, BETTER));
      assertThat(store.instruments(RACK, START + 1000)).isEqualTo(Map.of(series, METER));
      store.close();
    }
    store = open();
  }

  @Test
  void storeOfBeforeInstrumentsWereKeptGoesOn() throws Exception {
    store.append(List.of(agent.second(3, START)));
    List<String> before = dump(store, RACK);
    store.close();
    try (Connection log =
            DriverManager.getConnection("jdbc:sqlite:" + directory().resolve("log.db"));
        Statement statement = log.createStatement()) {
      statement.execute("DROP TABLE instrument");
    }
    store = open();
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(store.instruments(RACK)).isEmpty();
    StoredBatch next = agent.second(3, START + 1000);
    store.append(List.of(telling(next, START + 1000, METER)));
    store.close();
    store = open();
    assertThat(store.instruments(RACK)).isEqualTo(Map.of(next.samples().get(0).series(), METER));
  }

  @Test
  void filesWithoutTheirLogAreTakenOver() throws IOException {
    store.append(List.of(agent.second(3, START), agent.second(3, START + 1000)));
    StoredBatch third = agent.second(3, START + 2000);
    store.append(List.of(third));
    List<String> before = dump(store, RACK);
    seal();
    store.close();
    for (String name : List.of("log.db", "log.db-wal", "log.db-shm")) {
      Files.deleteIfExists(directory().resolve(name));
    }
    store = open();
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(store.latest(RACK)).hasSize(3);
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(3);
    // A new connection tells all definitions again.
    store.append(List.of(third, agent.withAllDefinitions(agent.second(3, START + 3000))));
    seal();
    assertThat(dump(store, RACK)).hasSize(12);
    assertThat(sealedFiles()).hasSize(2);
  }

  @Test
  void removedFileTakesItsSamplesAlongAndNothingElse() throws IOException {
    store.append(List.of(agent.second(1, START)));
    seal();
    store.append(List.of(agent.second(1, START + 1000)));
    seal();
    store.close();
    Files.delete(sealedFiles().get(0));
    store = open();
    assertThat(dump(store, RACK)).hasSize(1);
    assertThat(store.status().sealedFiles()).isEqualTo(1);
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(2);
  }

  /** What may become of a file on a disk. */
  enum Damage {
    TRUNCATED {
      @Override
      void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    FLIPPED_IN_A_PAGE {
      @Override
      void to(Path file) throws IOException {
        flip(file, 200);
      }
    },
    FLIPPED_IN_THE_FOOTER {
      @Override
      void to(Path file) throws IOException {
        flip(file, (int) Files.size(file) - 30);
      }
    },
    EMPTIED {
      @Override
      void to(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    REMOVED {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void to(Path file) throws IOException;

    private static void flip(Path file, int at) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at] ^= 0x10;
      Files.write(file, bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedFileIsALossOfItsTimeAndTheOthersAreRead(Damage damage) throws IOException {
    damageSecondOfThree(damage);
    long revision = store.recordsRevision(RACK);
    assertSecondOfThreeIsLost();
    assertThat(store.recordsRevision(RACK)).as("who judges looks again").isNotEqualTo(revision);
    assertThat(store.status().damagedFiles()).isEqualTo(1);
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(3);
    assertThat(StoreCheck.run(directory()).faults())
        .allMatch(fault -> fault.endsWith("was damaged and set aside"))
        .hasSize(damage == Damage.REMOVED ? 0 : 1);
  }

  @ParameterizedTest
  @EnumSource
  void damagedFileKeepsNothingFromStartingAndStaysALoss(Damage damage) throws IOException {
    damageSecondOfThree(damage);
    store.close();
    store = open();
    assertSecondOfThreeIsLost();
    store.close();
    store = open();
    assertSecondOfThreeIsLost();
    assertThat(store.status().damagedFiles()).isZero();
  }

  @Test
  void damagedFileIsFoundInTheBackgroundBeforeAnybodyReadsIt() throws IOException {
    damageSecondOfThree(Damage.FLIPPED_IN_A_PAGE);
    ((SqliteParquetStore) store).lookAtFiles();
    assertThat(store.status().damagedFiles()).isEqualTo(1);
    assertThat(store.losses(RACK, START, START + 10_000)).hasSize(1);
  }

  @Test
  void followerPassesADamagedFileOver() throws IOException {
    damageSecondOfThree(Damage.FLIPPED_IN_A_PAGE);
    List<Long> sequences = new ArrayList<>();
    long row = 0;
    for (List<SampleStore.Following> next = store.following(RACK, row, Map.of(), 100);
        !next.isEmpty();
        next = store.following(RACK, row, Map.of(), 100)) {
      next.stream().filter(f -> f.sequence() > 0).forEach(f -> sequences.add(f.sequence()));
      row = next.get(next.size() - 1).row();
    }
    assertThat(sequences).containsExactly(1L, 3L);
  }

  private void damageSecondOfThree(Damage damage) throws IOException {
    for (int second = 0; second < 3; second++) {
      store.append(List.of(agent.second(50, START + second * 1000L)));
      seal();
    }
    damage.to(sealedFiles().get(1));
  }

  private void assertSecondOfThreeIsLost() throws IOException {
    assertThat(dump(store, RACK)).hasSize(100);
    assertThat(store.losses(RACK, START, START + 10_000))
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.firstMillis()).isBetween(START + 1000, START + 1999);
              assertThat(loss.lastMillis()).isBetween(START + 1000, START + 1999);
              assertThat(loss.samples()).isEqualTo(50);
              assertThat(loss.reason()).contains("its sealed file was found");
            });
    assertThat(store.status().sealedFiles()).isEqualTo(2);
  }

  @Test
  void tornEndOfTheWriteAheadLogCostsOnlyWhatWasTorn() throws IOException {
    List<StoredBatch> batches = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batches.add(agent.second(50, START + i * 1000L));
      store.append(List.of(batches.get(i)));
    }
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    byte[] wal = Files.readAllBytes(directory().resolve("log.db-wal"));
    Files.copy(directory().resolve("log.db"), copy.resolve("log.db"));
    Files.write(copy.resolve("log.db-wal"), java.util.Arrays.copyOf(wal, wal.length - 1000));

    try (SampleStore torn = SqliteParquetStore.open(new StoreConfig(copy, SEAL_AFTER), clock)) {
      long kept = torn.acknowledged(RACK, agent.epoch);
      assertThat(kept).isEqualTo(19);
      assertThat(dump(torn, RACK)).hasSize(19 * 50);
      torn.append(batches);
      assertThat(dump(torn, RACK)).isEqualTo(dump(store, RACK));
    }
  }

  @Test
  void garbageAfterTheWriteAheadLogDoesNoHarm() throws IOException {
    store.append(List.of(agent.second(5, START)));
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    Files.copy(directory().resolve("log.db"), copy.resolve("log.db"));
    byte[] wal = Files.readAllBytes(directory().resolve("log.db-wal"));
    Path copied = copy.resolve("log.db-wal");
    Files.write(copied, wal);
    Files.write(
        copied,
        "no frame".repeat(1000).getBytes(StandardCharsets.US_ASCII),
        java.nio.file.StandardOpenOption.APPEND);
    try (SampleStore other = SqliteParquetStore.open(new StoreConfig(copy, SEAL_AFTER), clock)) {
      assertThat(dump(other, RACK)).isEqualTo(dump(store, RACK));
    }
  }
}
