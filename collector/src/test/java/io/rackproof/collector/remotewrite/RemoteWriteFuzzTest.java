package io.rackproof.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airlift.compress.snappy.SnappyCompressor;
import java.util.Arrays;
import java.util.List;

/** Whatever a sender posts is understood, or refused with a status and a reason. */
class RemoteWriteFuzzTest {

  @FuzzTest
  void anyBodyIsUnderstoodOrRefused(byte[] body) {
    for (Protocol protocol : Protocol.values()) {
      take(body, protocol);
    }
  }

  /** The message before it is packed: what is no snappy block never reaches the parser. */
  @FuzzTest
  void anyMessageIsUnderstoodOrRefused(byte[] message) {
    SnappyCompressor snappy = new SnappyCompressor();
    byte[] packed = new byte[snappy.maxCompressedLength(message.length)];
    int length = snappy.compress(message, 0, message.length, packed, 0, packed.length);
    for (Protocol protocol : Protocol.values()) {
      take(Arrays.copyOf(packed, length), protocol);
    }
  }

  private static void take(byte[] body, Protocol protocol) {
    try {
      List<IncomingSeries> series = WriteRequests.decode(body, protocol);
      for (IncomingSeries one : series) {
        assertThat(one.times()).hasSameSizeAs(one.values());
        assertThat(one.labels()).doesNotContainKey(IncomingSeries.NAME);
      }
    } catch (BadRequestException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
