package io.rackproof.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeriesTest {

  private static Series of(Object device, Object port) {
    return Series.of(
        "switch_port_receive_bytes_total",
        Map.of("rack", "r1", "device", "switch-" + device, "port", "" + port));
  }

  /** The hash of a map adds up: device 12 with port 3 and device 13 with port 2 had the same. */
  @Test
  void seriesOfManyDevicesAndPortsHaveHashesOfTheirOwn() {
    Set<Integer> hashes = new HashSet<>();
    for (int device = 0; device < 100; device++) {
      for (int port = 0; port < 100; port++) {
        hashes.add(of(device, port).hashCode());
      }
    }
    // Of 10,000 random ones 0.01 pairs collide.
    assertThat(hashes).hasSizeGreaterThan(9_990);
  }

  @Test
  void sameMetricAndLabelsAreTheSameSeriesWhateverMapTheyComeIn() {
    Series series = of(1, 2);
    Series same =
        new Series(new String("switch_port_receive_bytes_total"), new TreeMap<>(series.labels()));
    assertThat(same).isEqualTo(series).hasSameHashCodeAs(series).isEqualByComparingTo(series);
    assertThat(of(2, 1)).isNotEqualTo(series);
    assertThat(Series.of("up", series.labels())).isNotEqualTo(series);
    assertThat(series.labels())
        .isEqualTo(new TreeMap<>(series.labels()))
        .hasSameHashCodeAs(new TreeMap<>(series.labels()));
  }
}
