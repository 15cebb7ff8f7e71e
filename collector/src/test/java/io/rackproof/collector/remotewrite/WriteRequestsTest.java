package io.rackproof.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.wire.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteRequestsTest {

  private static final List<Sample> SAMPLES =
      List.of(
          Requests.sample(1000, 1.5, "gpu_power_watts", "gpu", "0", "instance", "a:9400"),
          Requests.sample(2000, -2, "gpu_power_watts", "gpu", "0", "instance", "a:9400"),
          Requests.sample(1000, 7, "gpu_power_watts", "gpu", "1", "instance", "a:9400"));

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void whatIsEncodedIsDecoded(Protocol protocol) throws Exception {
    List<IncomingSeries> series = WriteRequests.decode(Requests.of(protocol, SAMPLES), protocol);

    assertThat(series).hasSize(2);
    assertThat(series.get(0).name()).isEqualTo("gpu_power_watts");
    assertThat(series.get(0).labels())
        .containsEntry("gpu", "0")
        .containsEntry("instance", "a:9400");
    assertThat(series.get(0).times()).containsExactly(1000, 2000);
    assertThat(series.get(0).values()).containsExactly(1.5, -2);
    assertThat(series.get(1).values()).containsExactly(7);
  }

  @Test
  void messagesOfTheSpecificationsAreRead() throws Exception {
    // up 1 at 1000 ms, written down by hand from the field numbers.
    byte[] v1 =
        HexFormat.of()
            .parseHex(
                "0a1e"
                    + "0a0e"
                    + "0a085f5f6e616d655f5f"
                    + "12027570"
                    + "120c"
                    + "09000000000000f03f"
                    + "10e807");
    byte[] v2 =
        HexFormat.of()
            .parseHex(
                "2200"
                    + "22085f5f6e616d655f5f"
                    + "22027570"
                    + "2a12"
                    + "0a020102"
                    + "120c"
                    + "09000000000000f03f"
                    + "10e807");
    for (Protocol protocol : Protocol.values()) {
      IncomingSeries only =
          WriteRequests.decode(Requests.pack(protocol == Protocol.V1 ? v1 : v2), protocol).get(0);
      assertThat(only.name()).isEqualTo("up");
      assertThat(only.times()).containsExactly(1000);
      assertThat(only.values()).containsExactly(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aBodyThatEndsEarlyIsRefusedWhereverItEnds(Protocol protocol) {
    byte[] whole = Requests.of(protocol, SAMPLES);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> WriteRequests.decode(cut, protocol))
          .as("%d bytes", length)
          .isInstanceOf(BadRequestException.class);
    }
  }

  @Test
  void aBlockThatUnpacksToTooMuchIsRefusedBeforeItIsUnpacked() {
    // Says that 4 GiB - 1 follow; and 64 MiB, which it does not have.
    for (String bomb : List.of("ffffffff0f", "80808020")) {
      assertThatThrownBy(() -> WriteRequests.decode(HexFormat.of().parseHex(bomb), Protocol.V1))
          .isInstanceOfSatisfying(
              BadRequestException.class, e -> assertThat(e.status()).isIn(400, 413));
    }
    byte[] zeros = Requests.pack(new byte[WriteRequests.MOST_MESSAGE_BYTES + 1]);
    assertThatThrownBy(() -> WriteRequests.decode(zeros, Protocol.V1))
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.status()).isEqualTo(413));
  }

  @Test
  void millionsOfEmptySamplesAreRefusedBeforeAnyIsMade() {
    byte[] message = new byte[2 * (WriteRequests.MOST_PARTS + 1)];
    for (int i = 0; i < message.length; i += 2) {
      message[i] = 0x0a;
    }
    assertThatThrownBy(() -> WriteRequests.decode(Requests.pack(message), Protocol.V1))
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.status()).isEqualTo(413));
  }

  @Test
  void aLabelWithoutItsSymbolIsRefused() {
    byte[] message = HexFormat.of().parseHex("2200" + "2a04" + "0a020109");
    assertThatThrownBy(() -> WriteRequests.decode(Requests.pack(message), Protocol.V2))
        .hasMessageContaining("symbol");
  }

  @Test
  void aBodyThatIsNoSnappyBlockIsRefused() {
    byte[] text = "up 1\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WriteRequests.decode(text, Protocol.V1))
        .isInstanceOf(BadRequestException.class);
  }

  @Test
  void contentTypesTellTheVersion() {
    assertThat(Protocol.of("application/x-protobuf")).contains(Protocol.V1);
    assertThat(Protocol.of("application/x-protobuf;proto=prometheus.WriteRequest"))
        .contains(Protocol.V1);
    assertThat(Protocol.of("Application/X-Protobuf; proto=io.prometheus.write.v2.Request"))
        .contains(Protocol.V2);
    assertThat(Protocol.of("application/x-protobuf; proto=other.Message")).isEmpty();
    assertThat(Protocol.of("application/json")).isEmpty();
  }
}
