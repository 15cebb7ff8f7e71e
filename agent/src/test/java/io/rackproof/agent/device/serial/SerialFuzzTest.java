package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.serial.SerialDialogue.Fixed;
import io.rackproof.agent.device.serial.SerialDialogue.Framing;
import io.rackproof.agent.device.serial.SerialDialogue.Terminated;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever an instrument sends is cut into frames, and each is read or told to be garbage. */
class SerialFuzzTest {

  private static final List<Framing> FRAMINGS =
      List.of(new Terminated("\r\n"), new Terminated("\n"), new Fixed("\u0002A", 9));

  private static final List<Optional<Checksum>> CHECKSUMS =
      List.of(
          Optional.empty(),
          Optional.of(new Checksum(Checksum.Kind.XOR8, true, false, "$", "*")),
          Optional.of(new Checksum(Checksum.Kind.CRC16_MODBUS, false, true, "", "")),
          Optional.of(new Checksum(Checksum.Kind.SUM8, false, false, "", "")));

  private static final List<SerialSource.Part> PARTS =
      List.of(
          new SerialSource.Whole(),
          new SerialSource.Field(2, ","),
          new SerialSource.Match(
              Expression.of("\\b(?<sensor>\\w{1,16})=(?<value>[^;]{0,40})"),
              "value",
              List.of("sensor")),
          new Octets(2, Octets.Type.FLOAT32, 4, true, -1, Optional.empty()),
          new Octets(1, Octets.Type.BCD, 3, false, -1, Optional.of(new Octets.Fraction(5, 0.01))),
          new Octets(0, Octets.Type.TEXT, 6, false, -1, Optional.empty()));

  @FuzzTest
  void anyBytesOfAnInstrumentAreReadOrToldToBeGarbage(byte[] bytes) {
    for (Framing framing : FRAMINGS) {
      for (Optional<Checksum> checksum : CHECKSUMS) {
        FrameBuffer buffer = new FrameBuffer(framing, checksum);
        int half = bytes.length / 2;
        buffer.add(bytes, half);
        read(buffer);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, half, bytes.length);
        buffer.add(rest, rest.length);
        read(buffer);
        assertThat(buffer.rest().length()).isLessThanOrEqualTo(FrameBuffer.MAX_FRAME);
      }
    }
  }

  private static void read(FrameBuffer buffer) {
    int before = Integer.MAX_VALUE;
    for (Optional<FrameBuffer.Frame> next = buffer.next(); next.isPresent(); next = buffer.next()) {
      // Each frame takes bytes away: reading ends.
      assertThat(buffer.rest().length()).isLessThan(before);
      before = buffer.rest().length();
      decode(next.get().text());
    }
  }

  private static void decode(String frame) {
    for (SerialSource.Part part : PARTS) {
      SerialSource source = new SerialSource("?", part, Map.of("ON", 1.0));
      for (Point.Kind kind : Point.Kind.values()) {
        Point point =
            new Point("x", Map.of(), source, Scaling.NONE, "1", kind, 0, Optional.empty());
        assertThat(SerialCodec.decode(frame, point, source))
            .allSatisfy(row -> assertThat(row.outcome()).isNotNull());
      }
    }
  }

  @FuzzTest
  void anyBytesOfAPortServerAreDataOrCommands(byte[] bytes) {
    Telnet telnet =
        new Telnet(
            new Telnet.Commands() {
              @Override
              public void negotiated(int verb, int option) {
                assertThat(option).isBetween(0, 255);
              }

              @Override
              public void told(byte[] content) {
                assertThat(content.length).isLessThanOrEqualTo(2048);
              }
            });
    assertThat(telnet.decode(bytes.clone(), bytes.length)).isBetween(0, bytes.length);
  }
}
