package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.spool.Spool;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchWriterTest {

  private static final Series SERIES = Series.of("pdu_power_watts", Map.of("device", "pdu-a"));

  @TempDir private Path folder;

  private static List<Sample> samples(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> new Sample(SERIES, 1_000 + i, i, Quality.GOOD, 0))
        .toList();
  }

  @Test
  void fewSamplesAreWrittenByThemselvesAndALotAtOnce() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC());
        BatchWriter writer = new BatchWriter(spool, System::nanoTime)) {
      Semaphore changes = new Semaphore(0);
      spool.onChange(changes::release);
      writer.add(samples(0, 3), Map.of());
      assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.status().batches()).isEqualTo(1);
      writer.add(samples(3, BatchWriter.ENOUGH), Map.of());
      assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.status().batches()).isEqualTo(2);
    }
  }

  @Test
  void whatIsLeftAtTheEndIsWrittenBeforeItCloses() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC())) {
      try (BatchWriter writer = new BatchWriter(spool, System::nanoTime)) {
        writer.add(samples(0, 3), Map.of());
      }
      assertThat(spool.status().batches()).isEqualTo(1);
    }
  }

  @Test
  void batchesAreFewerAndLargerWhileTheCollectorTakesNone() {
    assertThat(BatchWriter.patience(0)).isEqualTo(BatchWriter.SOON);
    assertThat(BatchWriter.patience(BatchWriter.UNDER_WAY)).isEqualTo(BatchWriter.SOON);
    assertThat(BatchWriter.patience(BatchWriter.UNDER_WAY + 1)).isEqualTo(BatchWriter.LATER);
  }

  @Test
  void pollWithoutSamplesMakesNoBatch() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC())) {
      try (BatchWriter writer = new BatchWriter(spool, System::nanoTime)) {
        writer.add(List.of(), Map.of());
      }
      assertThat(spool.status().batches()).isZero();
    }
  }

  @Test
  void samplesThatADiskDoesNotTakeAreOverdueUntilItDoes() throws Exception {
    AtomicLong nanos = new AtomicLong();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch diskAnswers = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    try (SqliteSpool real = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC())) {
      Spool hanging =
          (Spool)
              Proxy.newProxyInstance(
                  Spool.class.getClassLoader(),
                  new Class<?>[] {Spool.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                      begun.countDown();
                      diskAnswers.await();
                    }
                    Object result = method.invoke(real, arguments);
                    if (method.getName().equals("status")) {
                      written.countDown();
                    }
                    return result;
                  });
      BatchWriter writer = new BatchWriter(hanging, nanos::get);
      assertThat(writer.overdueNanos()).isZero();
      writer.add(samples(0, 3), Map.of());
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      nanos.set(1_000);
      writer.add(samples(3, 3), Map.of());
      nanos.set(5_000);
      assertThat(writer.overdueNanos()).isEqualTo(5_000);
      diskAnswers.countDown();
      assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
      writer.close();
      assertThat(writer.overdueNanos()).isZero();
      assertThat(real.status().batches()).isEqualTo(2);
    }
  }
}
