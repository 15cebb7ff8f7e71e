package io.rackproof.agent.device.serial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.serial.FrameBuffer.Bad;
import io.rackproof.agent.device.serial.FrameBuffer.Frame;
import io.rackproof.agent.device.serial.FrameBuffer.Good;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameBufferTest {

  private static final Checksum NMEA = new Checksum(Checksum.Kind.XOR8, true, false, "$", "*");
  private static final Checksum SUM = new Checksum(Checksum.Kind.SUM8, false, false, "", "");

  private static FrameBuffer lines() {
    return new FrameBuffer(new SerialDialogue.Terminated("\r\n"), Optional.of(NMEA));
  }

  private static FrameBuffer frames() {
    return new FrameBuffer(new SerialDialogue.Fixed("\u00aaU", 5), Optional.of(SUM));
  }

  private static void add(FrameBuffer buffer, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    buffer.add(bytes, bytes.length);
  }

  private static List<Frame> all(FrameBuffer buffer) {
    List<Frame> frames = new ArrayList<>();
    Optional<Frame> frame = buffer.next();
    while (frame.isPresent()) {
      frames.add(frame.get());
      frame = buffer.next();
    }
    return frames;
  }

  private static String frame(int a, int b) {
    return "\u00aaU" + (char) a + (char) b + (char) (0xAA + 0x55 + a + b & 0xFF);
  }

  @Test
  void linesAreWholeWhereverTheyAreSplit() {
    String text = "$A,1*5C\r\n$B,2*5C\r\n";
    for (int split = 0; split <= text.length(); split++) {
      FrameBuffer buffer = lines();
      add(buffer, text.substring(0, split));
      List<Frame> frames = new ArrayList<>(all(buffer));
      add(buffer, text.substring(split));
      frames.addAll(all(buffer));
      assertThat(frames).containsExactly(new Good("$A,1"), new Good("$B,2"));
      assertThat(buffer.rest()).isEmpty();
    }
  }

  @Test
  void framesAreWholeWhereverTheyAreSplit() {
    String text = frame(1, 2) + frame(0xAA, 0x55);
    for (int split = 0; split <= text.length(); split++) {
      FrameBuffer buffer = frames();
      add(buffer, text.substring(0, split));
      List<Frame> got = new ArrayList<>(all(buffer));
      add(buffer, text.substring(split));
      got.addAll(all(buffer));
      assertThat(got).containsExactly(new Good(frame(1, 2)), new Good(frame(0xAA, 0x55)));
    }
  }

  @Test
  void goodFrameIsFoundInsideAndAfterABadOne() {
    FrameBuffer buffer = frames();
    add(buffer, "noise\u00aa" + "\u00aaU\u0001" + frame(3, 4) + frame(5, 6));
    assertThat(all(buffer))
        .satisfiesExactly(
            bad -> assertThat(bad).isInstanceOf(Bad.class),
            good -> assertThat(good).isEqualTo(new Good(frame(3, 4))),
            good -> assertThat(good).isEqualTo(new Good(frame(5, 6))));
  }

  @Test
  void badLineIsToldAndTheNextOneIsGood() {
    FrameBuffer buffer = lines();
    add(buffer, "1*5C\r\n$B,2*5C\r\n");
    assertThat(all(buffer)).containsExactly(new Bad("1*5C", "has no checksum"), new Good("$B,2"));
  }

  @Test
  void lineWithoutEndIsCutOff() {
    FrameBuffer buffer = lines();
    add(buffer, "x".repeat(FrameBuffer.MAX_FRAME + 1));
    assertThat(all(buffer)).singleElement().isInstanceOf(Bad.class);
    assertThat(buffer.rest()).isEmpty();
  }

  @Test
  void noiseWithoutAStartIsNotKept() {
    FrameBuffer buffer = frames();
    add(buffer, "x".repeat(100_000));
    assertThat(all(buffer)).isEmpty();
    assertThat(buffer.rest()).hasSize(1);
  }
}
