package io.rackproof.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every spool promises, whatever it keeps its batches in. */
abstract class SpoolContract<S extends Spool & SpoolReader> {

  final SteppedClock clock = new SteppedClock();

  /** Opens the spool of this test; a second call opens what the first has left. */
  abstract S open(long maxBytes, Duration maxAge) throws IOException;

  private S open() throws IOException {
    return open(1 << 20, Duration.ofDays(1));
  }

  static Series series(int i) {
    return Series.of("cdu_pump_speed_rpm", Map.of("rack", "r1", "pump", String.valueOf(i)));
  }

  static List<Sample> samples(int count, double value) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(Sample.good(series(i), 1_000L * (long) value + i, value));
    }
    return samples;
  }

  /** All that is in it, read in runs of three as an uplink with a small window would. */
  static List<SpoolEntry> all(SpoolReader spool) {
    List<SpoolEntry> all = new ArrayList<>();
    String epoch = spool.position().epoch();
    long after = 0;
    for (List<SpoolEntry> run = spool.read(epoch, after, 3);
        !run.isEmpty();
        run = spool.read(epoch, after, 3)) {
      all.addAll(run);
      after = run.get(run.size() - 1).lastSequence();
    }
    return all;
  }

  static List<Long> numbers(List<SpoolEntry> entries) {
    return entries.stream().map(SpoolEntry::firstSequence).toList();
  }

  /** Decodes what is in it with nothing but its own definitions. */
  static List<Batch> decoded(SpoolReader spool) throws MalformedBatchException {
    SeriesTable table = new SeriesTable();
    for (SeriesDefinition definition : spool.definitions(spool.position().epoch(), 0)) {
      table.learn(definition);
    }
    List<Batch> batches = new ArrayList<>();
    for (SpoolEntry entry : all(spool)) {
      if (entry instanceof StoredBatch batch) {
        batches.add(BatchCodec.decode(batch.encoded().toByteArray(), table));
      }
    }
    return batches;
  }

  @Test
  void batchesComeOutInOrderAsTheyWentIn() throws Exception {
    try (var spool = open()) {
      for (int i = 1; i <= 10; i++) {
        spool.put(samples(4, i));
      }
      List<Batch> batches = decoded(spool);
      assertThat(batches).hasSize(10);
      for (int i = 1; i <= 10; i++) {
        assertThat(batches.get(i - 1)).isEqualTo(new Batch(i, samples(4, i)));
      }
      assertThat(spool.position().lastSequence()).isEqualTo(10);
      assertThat(spool.status().batches()).isEqualTo(10);
      assertThat(spool.status().oldestMillis()).isEqualTo(1_000);
    }
  }

  @Test
  void whatIsStoredIsThereAfterReopening() throws Exception {
    String epoch;
    try (var spool = open()) {
      epoch = spool.epoch();
      spool.put(samples(3, 1));
      spool.put(samples(5, 2));
    }
    try (var spool = open()) {
      assertThat(spool.epoch()).isEqualTo(epoch);
      spool.put(samples(5, 3));
      assertThat(decoded(spool))
          .containsExactly(
              new Batch(1, samples(3, 1)),
              new Batch(2, samples(5, 2)),
              new Batch(3, samples(5, 3)));
    }
  }

  private static final Instrument METER = new Instrument(0.01, 0, 0.1, 0, false);
  private static final Instrument BETTER = new Instrument(0.002, 0, 0.1, 0, false);

  /** What the batches themselves tell of instruments, by number. */
  private static List<String> told(SpoolReader spool) throws Exception {
    List<String> told = new ArrayList<>();
    for (SpoolEntry entry : all(spool)) {
      for (SeriesDefinition definition :
          BatchMessage.parseFrom(((StoredBatch) entry).encoded()).getDefinitionsList()) {
        if (definition.hasInstrument()) {
          told.add(
              entry.lastSequence()
                  + " "
                  + definition.getLabelsOrThrow("pump")
                  + " "
                  + definition.getInstrument().getReading()
                  + " since "
                  + definition.getInstrument().getSinceMillis());
        }
      }
    }
    return told;
  }

  @Test
  void instrumentsAreToldWithTheFirstBatchThatHasTheirSeriesAndWhenTheyChange() throws Exception {
    try (var spool = open()) {
      spool.put(samples(1, 1), Map.of(series(0), METER, series(1), METER));
      spool.put(samples(2, 2));
      spool.put(samples(2, 3), Map.of(series(1), METER));
      spool.put(samples(2, 4), Map.of(series(0), BETTER));
      spool.put(samples(2, 5), Map.of(series(0), Instrument.UNKNOWN));
      assertThat(told(spool))
          .containsExactly(
              "1 0 0.01 since 1000",
              "2 1 0.01 since 2000",
              "4 0 0.002 since 4000",
              "5 0 0.0 since 5000");
    }
  }

  @Test
  void instrumentsThatWereToldAreNotToldAgainAfterReopeningAndChangedOnesAre() throws Exception {
    try (var spool = open()) {
      spool.put(samples(3, 1), Map.of(series(0), METER, series(1), METER));
      spool.acknowledge(spool.epoch(), 1);
    }
    try (var spool = open()) {
      spool.put(
          samples(3, 2),
          Map.of(series(0), METER, series(1), BETTER, series(2), Instrument.UNKNOWN));
      assertThat(told(spool)).containsExactly("2 1 0.002 since 2000");
    }
    try (var spool = open()) {
      // A collector that comes new is told all, with the time from which it holds.
      assertThat(spool.definitions(spool.position().epoch(), 0))
          .extracting(
              d -> d.getInstrument().getReading() + " " + d.getInstrument().getSinceMillis())
          .containsExactly("0.01 1000", "0.002 2000", "0.0 0");
    }
  }

  @Test
  void acknowledgedBatchesAreGoneAndTheirNumbersAreNotIssuedAgain() throws Exception {
    try (var spool = open()) {
      for (int i = 1; i <= 5; i++) {
        spool.put(samples(1, i));
      }
      spool.acknowledge(spool.epoch(), 3);
      assertThat(numbers(all(spool))).containsExactly(4L, 5L);
      assertThat(spool.status().batches()).isEqualTo(2);
      spool.acknowledge(spool.epoch(), 5);
      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.status().bytes()).isZero();
      assertThat(spool.status().oldestMillis()).isZero();
    }
    try (var spool = open()) {
      spool.put(samples(1, 6));
      assertThat(numbers(all(spool))).containsExactly(6L);
      assertThat(decoded(spool)).containsExactly(new Batch(6, samples(1, 6)));
    }
  }

  @Test
  void fullSpoolLosesTheOldestAndTellsWhich() throws Exception {
    try (var spool = open(1 << 16, Duration.ofDays(1))) {
      for (int i = 1; i <= 100; i++) {
        spool.put(samples(100, i));
      }
      List<SpoolEntry> entries = all(spool);
      LostRange lost = (LostRange) entries.get(0);
      assertThat(lost.firstSequence()).isEqualTo(1);
      assertThat(lost.firstMillis()).isEqualTo(1_000);
      assertThat(lost.lastMillis()).isEqualTo(1_000 * lost.lastSequence() + 99);
      assertThat(lost.samples()).isEqualTo(100 * lost.lastSequence());
      assertThat(lost.reason()).contains("full");
      assertThat(entries.get(1).firstSequence()).isEqualTo(lost.lastSequence() + 1);
      assertThat(entries.get(entries.size() - 1).lastSequence()).isEqualTo(100);
      assertThat(entries).filteredOn(LostRange.class::isInstance).hasSize(1);
      assertThat(spool.status().bytes()).isBetween(60_000L, 1L << 16);
      assertThat(spool.status().lostBatches()).isEqualTo(lost.lastSequence());
      assertThat(spool.status().lostSamples()).isEqualTo(lost.samples());
      assertThat(decoded(spool)).hasSize((int) (100 - lost.lastSequence()));
    }
  }

  @Test
  void lossIsToldUntilItIsAcknowledged() throws Exception {
    LostRange lost;
    try (var spool = open(1 << 16, Duration.ofDays(1))) {
      for (int i = 1; i <= 100; i++) {
        spool.put(samples(100, i));
      }
      lost = (LostRange) all(spool).get(0);
    }
    try (var spool = open(1 << 16, Duration.ofDays(1))) {
      assertThat(all(spool)).startsWith(lost);
      spool.acknowledge(spool.epoch(), lost.lastSequence());
      assertThat(all(spool)).noneMatch(LostRange.class::isInstance);
    }
    try (var spool = open(1 << 16, Duration.ofDays(1))) {
      assertThat(all(spool)).noneMatch(LostRange.class::isInstance);
    }
  }

  @Test
  void lossThatMayHaveBeenToldIsNotChangedAnyMore() throws Exception {
    try (var spool = open(1 << 16, Duration.ofDays(1))) {
      for (int i = 1; i <= 100; i++) {
        spool.put(samples(100, i));
      }
      LostRange told = (LostRange) all(spool).get(0);
      for (int i = 101; i <= 110; i++) {
        spool.put(samples(100, i));
      }
      List<SpoolEntry> entries = all(spool);
      assertThat(entries.get(0)).isEqualTo(told);
      LostRange second = (LostRange) entries.get(1);
      assertThat(second.firstSequence()).isEqualTo(told.lastSequence() + 1);
      assertThat(entries.get(2)).isInstanceOf(StoredBatch.class);
      assertThat(entries.get(2).firstSequence()).isEqualTo(second.lastSequence() + 1);
    }
  }

  @Test
  void batchesOlderThanAllowedAreLost() throws Exception {
    try (var spool = open(1 << 20, Duration.ofHours(2))) {
      spool.put(samples(1, 1));
      spool.put(samples(1, 2));
      clock.advance(Duration.ofMinutes(90));
      spool.put(samples(1, 3));
      clock.advance(Duration.ofMinutes(90));
      spool.put(samples(1, 4));
      List<SpoolEntry> entries = all(spool);
      assertThat(entries.get(0))
          .isEqualTo(new LostRange(1, 2, 1_000, 2_000, 2, "older in the spool than 2 h"));
      assertThat(numbers(entries)).containsExactly(1L, 3L, 4L);
    }
  }

  @Test
  void whatIsSaidAboutAnotherEpochHasNoEffect() throws Exception {
    try (var spool = open()) {
      spool.put(samples(1, 1));
      assertThat(spool.read("another", 0, 10)).isEmpty();
      assertThat(spool.definitions("another", 0)).isEmpty();
      spool.acknowledge("another", 1);
      assertThat(numbers(all(spool))).containsExactly(1L);
      assertThat(spool.resume("another", 0)).isFalse();
    }
  }

  @Test
  void collectorThatHasMoreThanWasHandedOutMeansANewEpoch() throws Exception {
    String old;
    try (var spool = open()) {
      old = spool.epoch();
      spool.put(samples(2, 1));
      spool.put(samples(2, 2));
      assertThat(all(spool)).hasSize(2);
      assertThat(spool.resume(old, 2)).isTrue();
    }
    try (var spool = open()) {
      spool.put(samples(3, 3));
      clock.advance(Duration.ofMillis(1));
      assertThat(spool.resume(old, 7)).isFalse();
      assertThat(spool.epoch()).isNotEqualTo(old).isGreaterThan(old);
      assertThat(decoded(spool)).containsExactly(new Batch(1, samples(3, 3)));
      assertThat(spool.position().lastSequence()).isEqualTo(1);
      assertThat(spool.resume(spool.epoch(), 0)).isTrue();
      spool.put(samples(4, 4));
      assertThat(decoded(spool))
          .containsExactly(new Batch(1, samples(3, 3)), new Batch(2, samples(4, 4)));
    }
  }

  @Test
  void listenerHearsOfEachPut() throws Exception {
    try (var spool = open()) {
      AtomicInteger heard = new AtomicInteger();
      spool.onChange(heard::incrementAndGet);
      spool.put(samples(1, 1));
      spool.put(samples(1, 2));
      assertThat(heard).hasValue(2);
    }
  }

  @Test
  void batchWhoseSeriesDoNotFitIntoAFrameStillFits() throws Exception {
    try (var spool = open(1 << 26, Duration.ofDays(1))) {
      String label = "x".repeat(300);
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < WireProtocol.MAX_BATCH_SAMPLES; i++) {
        Series wide = Series.of("wide", Map.of("rack", "r1", "n", i + label));
        samples.add(Sample.good(wide, 1_000, i));
      }
      spool.put(samples);
      StoredBatch batch = (StoredBatch) all(spool).get(0);
      assertThat(batch.encoded().size()).isLessThan(WireProtocol.MAX_FRAME_BYTES);
      assertThat(decoded(spool)).containsExactly(new Batch(1, samples));
    }
  }

  @Test
  void emptyAndTooLargeBatchesAreTheCallersMistake() throws Exception {
    try (var spool = open()) {
      assertThatThrownBy(() -> spool.put(List.of())).isInstanceOf(IllegalArgumentException.class);
      List<Sample> tooMany =
          Collections.nCopies(WireProtocol.MAX_BATCH_SAMPLES + 1, samples(1, 1).get(0));
      assertThatThrownBy(() -> spool.put(tooMany)).isInstanceOf(IllegalArgumentException.class);
      assertThat(spool.isEmpty()).isTrue();
    }
  }
}
