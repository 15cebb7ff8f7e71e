package io.rackproof.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.store.SequenceRanges.Range;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceRangesTest {

  @Test
  void touchingRangesBecomeOne() {
    SequenceRanges ranges = new SequenceRanges();
    assertThat(ranges.contiguous()).isZero();
    assertThat(ranges.add(5, 6)).isEqualTo(new Range(5, 6));
    assertThat(ranges.add(1, 2)).isEqualTo(new Range(1, 2));
    assertThat(ranges.contiguous()).isEqualTo(2);
    assertThat(ranges.add(3, 4)).isEqualTo(new Range(1, 6));
    assertThat(ranges.add(2, 3)).isEqualTo(new Range(1, 6));
    assertThat(ranges.contiguous()).isEqualTo(6);
  }

  @Test
  void rangeThatCoversSeveralSwallowsThem() {
    SequenceRanges ranges = new SequenceRanges();
    ranges.add(3, 3);
    ranges.add(7, 9);
    assertThat(ranges.add(1, Long.MAX_VALUE)).isEqualTo(new Range(1, Long.MAX_VALUE));
    assertThat(ranges.contains(4, 6)).isTrue();
    assertThat(ranges.contiguous()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void agreesWithAPlainSetForAnyOrder() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      SequenceRanges ranges = new SequenceRanges();
      BitSet set = new BitSet();
      for (int i = 0; i < 30; i++) {
        int first = random.nextInt(1, 60);
        int last = Math.min(60, first + random.nextInt(5));
        ranges.add(first, last);
        set.set(first, last + 1);
        assertThat(ranges.contiguous()).isEqualTo(set.nextClearBit(1) - 1);
        int probe = random.nextInt(1, 60);
        int end = probe + random.nextInt(4);
        assertThat(ranges.contains(probe, end)).isEqualTo(set.nextClearBit(probe) > end);
      }
    }
  }
}
