package io.rackproof.collector.store;

import static io.rackproof.collector.store.SampleStoreContract.RACK;
import static io.rackproof.collector.store.SampleStoreContract.START;
import static io.rackproof.collector.store.SampleStoreContract.dump;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rackproof.collector.store.SampleStore.StoredBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a small file system of its own that is filled to the last byte. */
class FullDiskTest {

  @TempDir Path folder;

  private static final Clock FIRST =
      Clock.fixed(Instant.ofEpochMilli(START + Duration.ofHours(3).toMillis()), ZoneOffset.UTC);

  private volatile Clock now = FIRST;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now.instant();
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }
      };

  private final BatchSource agent = new BatchSource(RACK, "epoch-a");
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
    assumeThat(mounted).as("needs root, who may mount a file system").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private SampleStore open(long reserve) throws IOException {
    return SqliteParquetStore.open(
        new StoreConfig(disk.resolve("store"), Duration.ofMillis(1), reserve, Retention.NONE),
        clock);
  }

  private void untilAllIsDue() {
    now = Clock.offset(FIRST, Duration.ofMinutes(1));
  }

  private StoredBatch batch(int second) {
    return agent.second(500, START + second * 1000L);
  }

  @Test
  void fullDiskRefusesWithoutHarmAndTheStoreGoesOnOnceThereIsRoom() throws Exception {
    try (SampleStore store = open(0)) {
      int stored = 0;
      StoredBatch refused = null;
      while (refused == null && stored < 10_000) {
        StoredBatch next = batch(stored);
        try {
          store.append(List.of(next));
          stored++;
        } catch (OutOfSpaceException e) {
          refused = next;
        }
      }
      assertThat(refused).as("3 MiB are full").isNotNull();
      assertThat(dump(store, RACK)).hasSize(stored * 500);
      StoredBatch again = refused;
      assertThatThrownBy(() -> store.append(List.of(again)))
          .isInstanceOf(OutOfSpaceException.class)
          .hasMessageContaining("log.db");
      untilAllIsDue();
      assertThatThrownBy(store::sealDue).isInstanceOf(IOException.class);
      assertThat(StoreCheck.run(disk.resolve("store")).faults()).isEmpty();

      assertThat(run("mount", "-o", "remount,size=60m", disk.toString())).isTrue();
      store.append(List.of(again));
      now = Clock.offset(FIRST, Duration.ofMinutes(2));
      assertThat(store.sealDue()).isPositive();
      assertThat(dump(store, RACK)).hasSize((stored + 1) * 500);
      assertThat(store.status().logBatches()).isZero();
      assertThat(StoreCheck.run(disk.resolve("store")).faults()).isEmpty();
    }
  }

  @Test
  void nothingIsTakenBelowTheReserveAndTheStoreGoesOnOnceThereIsRoom() throws Exception {
    try (SampleStore store = open(2 << 20)) {
      int stored = 0;
      StoredBatch refused = null;
      while (refused == null && stored < 10_000) {
        StoredBatch next = batch(stored);
        try {
          store.append(List.of(next));
          stored++;
        } catch (OutOfSpaceException e) {
          assertThat(e).hasMessageContaining("2 MiB kept in reserve (data.reserve)");
          refused = next;
        }
      }
      assertThat(stored).isPositive();
      assertThat(store.status().freeBytes()).isLessThan(2 << 20).isGreaterThan(1 << 20);
      assertThatThrownBy(() -> store.acknowledged(RACK, "epoch-a"))
          .isInstanceOf(OutOfSpaceException.class);
      untilAllIsDue();
      // Half of the reserve is for sealing, which makes room in the log.
      assertThat(store.sealDue()).isPositive();
      assertThat(dump(store, RACK)).hasSize(stored * 500);

      assertThat(run("mount", "-o", "remount,size=60m", disk.toString())).isTrue();
      assertThat(store.acknowledged(RACK, "epoch-a")).isEqualTo(stored);
      store.append(List.of(refused));
      assertThat(dump(store, RACK)).hasSize((stored + 1) * 500);
    }
  }
}
