package io.rackproof.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesSamplesTest {

  private static final Series SERIES = Series.of("m", Map.of());

  @Test
  void ofTwoSamplesAtOneTimeTheLowerBatchCountsWhateverTheOrderOfArrival() {
    record Arrival(long time, double value, long batch) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      arrivals.add(new Arrival(1_000L * (i % 25), i, i));
    }
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(arrivals, new Random(seed));
      SeriesSamples.Builder builder = SeriesSamples.builder(SERIES);
      for (Arrival a : arrivals) {
        builder.add(a.time(), a.value(), Quality.GOOD, a.batch());
        if (a.batch() % 7 == 0) {
          builder.build();
        }
      }
      SeriesSamples samples = builder.build();
      assertThat(samples.size()).isEqualTo(25);
      for (int i = 0; i < 25; i++) {
        assertThat(samples.timeMillis(i)).isEqualTo(1_000L * i);
        assertThat(samples.value(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void indexAtOrBeforeFindsTheSampleThatHolds() {
    SeriesSamples samples =
        SeriesSamples.builder(SERIES)
            .add(10, 1, Quality.GOOD, 1)
            .add(20, 2, Quality.GOOD, 1)
            .build();
    assertThat(samples.indexAtOrBefore(9)).isEqualTo(-1);
    assertThat(samples.indexAtOrBefore(10)).isZero();
    assertThat(samples.indexAtOrBefore(19)).isZero();
    assertThat(samples.indexAtOrBefore(25)).isEqualTo(1);
  }
}
