package io.rackproof.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentLabelsTest {

  private static ByteString encoded(String name, String value) {
    return WriteV1.Label.newBuilder().setName(name).setValue(value).build().toByteString();
  }

  /** Those of a list multiply by 31, and ten ports of ten devices met in a few. */
  @Test
  void seriesOfManyDevicesHaveHashesOfTheirOwn() {
    Set<Integer> first = new HashSet<>();
    Set<Integer> second = new HashSet<>();
    for (int device = 0; device < 100; device++) {
      for (int port = 0; port < 100; port++) {
        first.add(
            new SentLabels.Encoded(
                    List.of(encoded("device", "d-" + device), encoded("port", "" + port)))
                .hashCode());
        second.add(
            new SentLabels.Symbols(List.of("device", "d-" + device, "port", "" + port)).hashCode());
      }
    }
    // Of 10,000 random ones 0.01 pairs collide.
    assertThat(first).hasSizeGreaterThan(9_990);
    assertThat(second).hasSizeGreaterThan(9_990);
  }
}
