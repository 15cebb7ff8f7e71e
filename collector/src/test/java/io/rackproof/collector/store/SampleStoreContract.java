package io.rackproof.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class SampleStoreContract {

  static final String RACK = "gen2-007";
  static final long START = 1_795_000_000_000L;

  SampleStore store;
  final BatchSource agent = new BatchSource(RACK, "epoch-a");

  /** Opens the store of this test; again after {@link SampleStore#close}, with what it held. */
  abstract SampleStore open() throws IOException;

  /** Lets all that was appended become old enough and be sealed. */
  abstract void seal() throws IOException;

  @BeforeEach
  void openFirst() throws IOException {
    store = open();
  }

  @AfterEach
  void closeLast() {
    store.close();
  }

  void reopen() throws IOException {
    store.close();
    store = open();
  }

  static List<String> dump(SampleStore store, String rack) throws IOException {
    List<String> lines = new ArrayList<>();
    for (SeriesSamples s : store.read(rack, any -> true, Long.MIN_VALUE, Long.MAX_VALUE)) {
      for (int i = 0; i < s.size(); i++) {
        lines.add(
            s.series() + " " + s.timeMillis(i) + " " + s.value(i) + " " + s.quality(i).label());
      }
    }
    return lines;
  }

  @Test
  void storedSamplesAreReadBySeriesAndTime() throws IOException {
    Series flow = agent.series("cdu_coolant_flow_liters_per_minute", "cdu-1");
    Series speed = agent.series("cdu_pump_speed_rpm", "cdu-1");
    store.append(
        List.of(
            agent.next(
                Sample.good(speed, START, 4200),
                Sample.good(flow, START, 215.5),
                new Sample(flow, START + 1000, Double.NaN, Quality.NOT_AVAILABLE, 700)),
            agent.next(
                new Sample(flow, START + 2000, 999, Quality.OUT_OF_RANGE, 20),
                Sample.good(flow, START + 3000, -0.25))));

    List<SeriesSamples> read = store.read(RACK, flow::equals, START + 1000, START + 3000);
    assertThat(read).hasSize(1);
    assertThat(read.get(0).series()).isEqualTo(flow);
    assertThat(read.get(0).size()).isEqualTo(2);
    assertThat(read.get(0).value(0)).isNaN();
    assertThat(read.get(0).quality(1)).isEqualTo(Quality.OUT_OF_RANGE);
    assertThat(store.read(RACK, any -> true, START, START + 1))
        .extracting(SeriesSamples::series)
        .containsExactly(flow, speed);
    assertThat(store.read("other", any -> true, 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void repeatedBatchIsStoredOnceAlsoAfterSealingAndReopening() throws IOException {
    StoredBatch batch = agent.second(3, START);
    store.append(List.of(batch, batch));
    store.append(List.of(batch));
    List<String> once = dump(store, RACK);
    assertThat(once).hasSize(3);
    assertThat(store.status().samples()).isEqualTo(3);

    seal();
    store.append(List.of(batch));
    assertThat(dump(store, RACK)).isEqualTo(once);
    assertThat(store.status().logBatches()).isZero();
    reopen();
    store.append(List.of(batch));
    assertThat(dump(store, RACK)).isEqualTo(once);
    assertThat(store.status().logBatches()).isZero();
  }

  @Test
  void definitionsOfARepeatAreKeptForLaterBatches() throws IOException {
    StoredBatch first = agent.second(2, START);
    StoredBatch second = agent.second(2, START + 1000);
    store.append(List.of(first));
    reopen();
    store.append(List.of(first));
    store.append(List.of(second));
    assertThat(dump(store, RACK)).hasSize(4);
  }

  @Test
  void readsBeforeAndAfterSealingAreTheSame() throws IOException {
    List<StoredBatch> batches = new ArrayList<>();
    Random random = new Random(7);
    Series noisy = agent.series("pdu_input_power_watts", "pdu-\"ä\\\n");
    for (int i = 0; i < 50; i++) {
      batches.add(agent.second(20, START + i * 1000L));
      batches.add(
          agent.next(
              Sample.good(noisy, START + random.nextInt(20_000), random.nextGaussian()),
              Sample.good(noisy, START + random.nextInt(20_000), random.nextGaussian()),
              new Sample(
                  noisy,
                  START + random.nextInt(20_000),
                  random.nextDouble(),
                  Quality.ofCode(random.nextInt(1, 6)),
                  3)));
    }
    store.append(batches.subList(0, 60));
    seal();
    store.append(batches.subList(60, 100));
    List<String> before = dump(store, RACK);
    List<String> part = part(noisy);
    seal();
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(part(noisy)).isEqualTo(part).isNotEmpty();
    assertThat(store.status().logBatches()).isZero();
    assertThat(store.status().sealedFiles()).isEqualTo(2);
    reopen();
    assertThat(dump(store, RACK)).isEqualTo(before);
    assertThat(store.status().sealedFiles()).isEqualTo(2);
  }

  private List<String> part(Series series) throws IOException {
    return store.read(RACK, series::equals, START + 5_000, START + 15_000).stream()
        .flatMap(
            s ->
                java.util.stream.IntStream.range(0, s.size())
                    .mapToObj(i -> s.timeMillis(i) + " " + s.value(i) + " " + s.quality(i)))
        .toList();
  }

  private static List<SeriesCount> countedOneByOne(SampleStore store, long from, long to)
      throws IOException {
    List<SeriesCount> counts = new ArrayList<>();
    for (SeriesSamples s : store.read(RACK, any -> true, from, to)) {
      long notGood = 0;
      long firstGood = Long.MAX_VALUE;
      long lastGood = Long.MIN_VALUE;
      for (int i = 0; i < s.size(); i++) {
        if (s.isGood(i)) {
          firstGood = Math.min(firstGood, s.timeMillis(i));
          lastGood = s.timeMillis(i);
        } else {
          notGood++;
        }
      }
      counts.add(new SeriesCount(s.series(), s.size(), notGood, firstGood, lastGood));
    }
    return counts;
  }

  private void requireSameCounts(long from, long to) throws IOException {
    assertThat(store.counts(RACK, from, to))
        .as("%d to %d", from - START, to - START)
        .isEqualTo(countedOneByOne(store, from, to));
  }

  /** Batches with gaps, bad samples, repeats of a time, and some that come minutes late. */
  private List<StoredBatch> disorderly(BatchSource source, Random random, int seconds) {
    List<StoredBatch> batches = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Series series = source.series("pdu_input_power_watts", "pdu-" + i);
        boolean gap = i == 3 && second % 100 > 40;
        if (!gap && random.nextInt(10) > 0) {
          long late = i > 5 && random.nextInt(20) == 0 ? random.nextInt(200_000) : 0;
          samples.add(
              new Sample(
                  series,
                  START + second * 1000L - late,
                  random.nextGaussian(),
                  Quality.ofCode(random.nextInt(6) == 0 ? random.nextInt(6) : 0),
                  3));
        }
        if (random.nextInt(50) == 0 && !samples.isEmpty()) {
          Sample again = samples.get(samples.size() - 1);
          samples.add(new Sample(again.series(), again.timeMillis(), 1, Quality.STALE, 3));
        }
      }
      batches.add(source.next(samples.toArray(Sample[]::new)));
    }
    return batches;
  }

  @Test
  void countsAreThoseOfAllSamplesWhateverTheFilesAndTheLog() throws IOException {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      BatchSource source = new BatchSource(RACK, "epoch-count-" + seed);
      List<StoredBatch> batches = disorderly(source, random, 600);
      for (int at = 0; at < 500; at += 100) {
        store.append(batches.subList(at, at + 100));
        seal();
      }
      store.append(batches.subList(500, 600));
      for (int look = 0; look < 6; look++) {
        long from = START + random.nextInt(-100_000, 300_000);
        requireSameCounts(from, from + random.nextInt(1, 500_000));
      }
      requireSameCounts(START - 300_000, START + 700_000);
      requireSameCounts(START + 250_000, START + 250_001);
    }
    assertThat(store.counts("another", START, START + 1000)).isEmpty();
  }

  @Test
  void rowsAreAnotherNumberOnceASampleComesAndTheSameAfterSealing() throws IOException {
    store.append(disorderly(agent, new Random(5), 60));
    long rows = store.rows(RACK, START + 5_000, START + 50_000);
    assertThat(rows).isPositive().isLessThan(store.rows(RACK, START - 300_000, START + 100_000));
    seal();
    reopen();
    assertThat(store.rows(RACK, START + 5_000, START + 50_000)).isEqualTo(rows);
    Series late = agent.series("pdu_input_power_watts", "pdu-1");
    store.append(List.of(agent.next(Sample.good(late, START + 7_500, 1))));
    assertThat(store.rows(RACK, START + 5_000, START + 50_000)).isEqualTo(rows + 1);
    store.append(List.of(agent.next(Sample.good(late, START + 50_000, 1))));
    assertThat(store.rows(RACK, START + 5_000, START + 50_000)).isEqualTo(rows + 1);
  }

  @Test
  void orderOfArrivalDoesNotMatter() throws IOException {
    Series flow = agent.series("cdu_coolant_flow_liters_per_minute", "cdu-1");
    BatchSource second = new BatchSource(RACK, "epoch-b");
    List<StoredBatch> batches = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      // Each batch brings a value for the same two times.
      batches.add(agent.next(Sample.good(flow, START, i), Sample.good(flow, START + 1, 10 + i)));
      batches.add(second.next(Sample.good(flow, START, 100 + i)));
    }
    Map<Integer, Series> definitions = Map.of(0, flow);
    batches.replaceAll(
        b ->
            new StoredBatch(
                b.rack(), b.epoch(), b.sequence(), b.encoded(), b.samples(), definitions));
    Collections.shuffle(batches, new Random(3));
    for (StoredBatch batch : batches) {
      store.append(List.of(batch));
      if (batch.sequence() % 3 == 0) {
        seal();
      }
    }
    assertThat(dump(store, RACK))
        .containsExactly(flow + " " + START + " 0.0 good", flow + " " + (START + 1) + " 10.0 good");
    assertThat(store.acknowledged(RACK, "epoch-a")).isEqualTo(8);
    assertThat(store.latest(RACK)).containsExactly(Sample.good(flow, START + 1, 10));
    reopen();
    assertThat(store.latest(RACK)).containsExactly(Sample.good(flow, START + 1, 10));
  }

  @Test
  void ofTwoSamplesAtOneTimeInABatchTheFirstCounts() throws IOException {
    Series flow = agent.series("cdu_coolant_flow_liters_per_minute", "cdu-1");
    store.append(List.of(agent.next(Sample.good(flow, START, 1), Sample.good(flow, START, 2))));
    List<String> before = dump(store, RACK);
    assertThat(before).containsExactly(flow + " " + START + " 1.0 good");
    seal();
    assertThat(dump(store, RACK)).isEqualTo(before);
  }

  @Test
  void gapInTheNumbersKeepsTheAcknowledgementLowUntilItIsFilled() throws IOException {
    StoredBatch one = agent.second(1, START);
    StoredBatch two = agent.second(1, START + 1000);
    StoredBatch three = agent.second(1, START + 2000);
    assertThat(store.acknowledged(RACK, agent.epoch)).isZero();
    store.append(List.of(one, three));
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(1);
    reopen();
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(1);
    store.append(List.of(two));
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(3);
    assertThat(store.acknowledged(RACK, "another")).isZero();
  }

  @Test
  void lossAndPoisonMoveTheAcknowledgement() throws IOException {
    store.append(List.of(agent.second(1, START)));
    store.lost(RACK, agent.epoch, new Loss(3, 900, START, START + 10, 70, "spool full"));
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(1);
    store.poison(RACK, agent.epoch, 2, ByteString.copyFromUtf8("?"), "not a batch");
    store.poison(RACK, agent.epoch, 2, ByteString.copyFromUtf8("?"), "not a batch");
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(900);
    reopen();
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(900);
  }

  @Test
  void lossesAreToldByTimeAndOnce() throws IOException {
    Loss early = new Loss(1, 4, START, START + 4000, 40, "spool full");
    Loss unknown = new Loss(9, 9, 0, 0, 0, "file damaged");
    Loss late = new Loss(20, 22, START + 60_000, START + 62_000, 30, "spool full");
    Loss grown = new Loss(20, 25, START + 60_000, START + 65_000, 60, "spool full");
    for (Loss loss : List.of(late, early, unknown, early, grown, late)) {
      store.lost(RACK, agent.epoch, loss);
    }
    reopen();
    assertThat(store.losses(RACK, 0, Long.MAX_VALUE)).containsExactly(unknown, early, grown);
    assertThat(store.losses(RACK, START + 4000, START + 60_000)).containsExactly(unknown, early);
    assertThat(store.losses(RACK, START + 4001, START + 60_000)).containsExactly(unknown);
    assertThat(store.losses("other", 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void lossWithoutTimesLiesBetweenTheBatchBeforeItAndItsReport() throws IOException {
    BatchSource other = new BatchSource(RACK, "epoch-b");
    store.append(List.of(agent.second(2, START), agent.second(2, START + 60_000)));
    store.append(List.of(other.second(2, START + 3_600_000)));
    Loss untold = new Loss(3, 900, 0, 0, 0, "the collector was set back to a backup");
    store.lost(RACK, agent.epoch, untold);
    // A minute before the batch before it: devices do not answer in the order of their times.
    assertThat(store.losses(RACK, 0, START)).isEmpty();
    List<Loss> told = store.losses(RACK, START, START + 3_600_000);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).firstMillis()).isEqualTo(START);
    assertThat(told.get(0).lastMillis()).isGreaterThan(START + 60_000);
    assertThat(told.get(0).reason()).isEqualTo(untold.reason());
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(900);

    seal();
    reopen();
    store.lost(RACK, other.epoch, new Loss(2, 5, 0, 0, 0, "gone"));
    assertThat(store.losses(RACK, START + 3_539_000, START + 3_540_001)).hasSize(1);
    assertThat(store.losses(RACK, START + 3_600_000, START + 3_600_001)).hasSize(1);

    // Of an epoch of which nothing is stored nothing can be said.
    store.lost(RACK, "epoch-c", new Loss(1, 5, 0, 0, 0, "gone"));
    assertThat(store.losses(RACK, 0, 1)).hasSize(1);
  }

  @Test
  void lossOfBatchesThatAreStoredIsNone() throws IOException {
    store.append(List.of(agent.second(1, START), agent.second(1, START + 1000)));
    store.lost(RACK, agent.epoch, new Loss(1, 2, START, START + 1000, 2, "spool full"));
    assertThat(store.losses(RACK, 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void batchThatCannotBeDecodedIsSetAsideAndLaterOnesAreStored() throws IOException {
    StoredBatch good = agent.second(1, START);
    StoredBatch damaged =
        new StoredBatch(
            good.rack(),
            good.epoch(),
            2,
            ByteString.copyFromUtf8("garbage"),
            good.samples(),
            Map.of());
    store.append(List.of(good, damaged));
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(2);
    assertThat(dump(store, RACK)).hasSize(1);
  }

  @Test
  void latestIsTheNewestOfEachSeriesAndSurvives() throws IOException {
    store.append(List.of(agent.second(3, START), agent.second(2, START + 5000)));
    seal();
    store.append(List.of(agent.second(1, START + 2000)));
    assertThat(store.latest(RACK))
        .extracting(Sample::timeMillis)
        .containsExactlyInAnyOrder(START + 5000, START + 5000, START);
    reopen();
    assertThat(store.latest(RACK))
        .extracting(Sample::timeMillis)
        .containsExactlyInAnyOrder(START + 5000, START + 5000, START);
    assertThat(store.latest("other")).isEmpty();
  }

  @Test
  void racksAreKnownAsTheyLastNamedThemselves() throws IOException {
    store.append(List.of(agent.second(1, START)));
    RackIdentity renamed = new RackIdentity(RACK, "gen2", "maker-b", "here", "DVT", "S-2");
    store.append(List.of(new BatchSource(renamed, "epoch-b").second(1, START)));
    store.lost("a-rack", "e", new Loss(1, 1, 0, 0, 0, "gone"));
    Map<String, RackIdentity> expected = Map.of(RACK, renamed, "a-rack", RackIdentity.of("a-rack"));
    assertThat(store.racks()).isEqualTo(expected);
    reopen();
    assertThat(store.racks()).isEqualTo(expected);
    assertThat(store.racks().keySet()).containsExactly("a-rack", RACK);
  }

  static StoredBatch telling(StoredBatch batch, DatedInstrument... told) {
    return new StoredBatch(
        batch.rack(),
        batch.epoch(),
        batch.sequence(),
        batch.encoded(),
        batch.samples(),
        batch.definitions(),
        List.of(told));
  }

  static final Instrument METER =
      new Instrument(
          0.01,
          0.5,
          0.1,
          429_496_729.6,
          true,
          Optional.of(java.time.LocalDate.of(2026, 3, 1)),
          Optional.of(java.time.LocalDate.of(2027, 3, 1)));
  static final Instrument BETTER = new Instrument(0.002, 0, 0, 0, false);

  @Test
  void instrumentsAreThoseThatHoldAtATimeAndSurvive() throws IOException {
    Series power = agent.series("pdu_input_power_watts", "pdu-\"ä\\");
    Series flow = agent.series("cdu_coolant_flow_liters_per_minute", "cdu-1");
    assertThat(store.instruments(RACK)).isEmpty();
    store.append(
        List.of(
            telling(
                agent.next(Sample.good(power, START, 1)),
                new DatedInstrument(power, START, METER),
                new DatedInstrument(flow, START + 5, BETTER))));
    StoredBatch second = agent.next(Sample.good(power, START + 1000, 1));
    store.append(List.of(telling(second, new DatedInstrument(power, START + 1000, BETTER))));
    // A connection that begins anew tells everything again, with a batch that is here already.
    store.append(List.of(telling(second, new DatedInstrument(power, START, METER))));
    seal();
    for (int round = 0; round < 2; round++) {
      assertThat(store.instruments(RACK)).isEqualTo(Map.of(power, BETTER, flow, BETTER));
      assertThat(store.instruments(RACK, START + 1000))
          .isEqualTo(Map.of(power, METER, flow, BETTER));
      assertThat(store.instruments(RACK, START + 5)).isEqualTo(Map.of(power, METER));
      assertThat(store.instruments(RACK, START)).isEmpty();
      assertThat(store.instruments("other")).isEmpty();
      reopen();
    }
  }

  @Test
  void clockOffsetsAreThoseOfTheTimeAndTheLastBefore() throws IOException {
    store.clockOffset(RACK, START, 5);
    store.clockOffset(RACK, START + 10, 6);
    store.clockOffset(RACK, START + 20, -7);
    store.clockOffset(RACK, START + 30, 8);
    reopen();
    assertThat(store.clockOffsets(RACK, START + 15, START + 30))
        .containsExactly(Map.entry(START + 10, 6L), Map.entry(START + 20, -7L));
    assertThat(store.clockOffsets(RACK, 0, START)).isEmpty();
    assertThat(store.clockOffsets("other", 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void racksDoNotMix() throws IOException {
    BatchSource other = new BatchSource("gen3-001", agent.epoch);
    store.append(List.of(agent.second(2, START), other.second(3, START)));
    seal();
    store.append(List.of(other.second(3, START + 1000)));
    assertThat(dump(store, RACK)).hasSize(2).allMatch(line -> line.contains(RACK));
    assertThat(dump(store, "gen3-001")).hasSize(6).allMatch(line -> line.contains("gen3-001"));
    assertThat(store.acknowledged("gen3-001", agent.epoch)).isEqualTo(2);
  }

  @Test
  void rangeOfBatchesThatIsNoneIsRefused() {
    assertThatThrownBy(() -> store.lost(RACK, "e", new Loss(5, 4, 0, 0, 0, "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 to 4");
  }

  @Test
  void batchesFromImpossibleTimesAreSetAsideAndCountAsLost() throws IOException {
    Series flow = agent.series("cdu_coolant_flow_liters_per_minute", "cdu-1");
    assertThat(
            store.append(
                List.of(
                    agent.next(Sample.good(flow, START, 1)),
                    agent.next(Sample.good(flow, Long.MIN_VALUE / 2, 2)),
                    agent.next(Sample.good(flow, 0, 3)),
                    agent.next(Sample.good(flow, Long.MAX_VALUE / 2, 4)),
                    agent.next(Sample.good(flow, START + 1000, 5)))))
        .extracting(SampleStore.SetAside::sequence)
        .containsExactly(2L, 3L, 4L);
    assertThat(dump(store, RACK)).hasSize(2);
    assertThat(store.latest(RACK)).extracting(Sample::timeMillis).containsExactly(START + 1000);
    assertThat(store.acknowledged(RACK, agent.epoch)).isEqualTo(5);
    assertThat(store.losses(RACK, START - 1000, START + 1)).hasSize(3);
    assertThat(store.losses(RACK, 0, START - 120_000)).isEmpty();
    assertThat(store.losses(RACK, START + 60_000, START + 120_000)).isEmpty();
  }
}
