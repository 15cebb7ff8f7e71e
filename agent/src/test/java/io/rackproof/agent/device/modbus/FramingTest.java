package io.rackproof.agent.device.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.modbus.Framing.Beginning;
import io.rackproof.agent.device.modbus.Framing.Broken;
import io.rackproof.agent.device.modbus.Framing.Found;
import io.rackproof.agent.device.modbus.Framing.Frame;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Objects;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The example of the Modbus application protocol, 6.3: unit 17 is asked for 0x006B and two more.
 */
class FramingTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] REQUEST = HEX.parseHex("03006b0003");
  private static final byte[] ANSWER = HEX.parseHex("0306022b00000064");
  private static final int UNIT = 17;

  static Stream<Arguments> framings() {
    return Stream.of(
        Arguments.of(new MbapFrame(), "00050000000611" + "03006b0003"),
        Arguments.of(new RtuFrame(), "1103006b0003" + "7687"),
        Arguments.of(new AsciiFrame(), ascii(":1103006B00037E\r\n")));
  }

  private static String ascii(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] answer(Framing framing) {
    // Requests and answers have the same frame around them.
    return framing.encode(5, UNIT, ANSWER);
  }

  @ParameterizedTest
  @MethodSource("framings")
  void requestsAreThePublishedBytes(Framing framing, String bytes) {
    byte[] frame = framing.encode(5, UNIT, REQUEST);
    assertThat(HEX.formatHex(frame)).isEqualTo(bytes);
    assertThat(framing.bytes(REQUEST.length)).isEqualTo(frame.length);
  }

  @ParameterizedTest
  @MethodSource("framings")
  void answersAreFoundWhereverTheyAreSplit(Framing framing, String bytes) {
    byte[] frame = answer(framing);
    for (int split = 0; split < frame.length; split++) {
      Found found = framing.find(frame, split);
      assertThat(found).as("the first %d bytes", split).isInstanceOf(Beginning.class);
      assertThat(((Beginning) found).missing()).isBetween(1, frame.length - split);
    }
    assertThat(framing.find(frame, frame.length))
        .isInstanceOfSatisfying(
            Frame.class,
            f -> {
              assertThat(f.length()).isEqualTo(frame.length);
              assertThat(f.unit()).isEqualTo(UNIT);
              assertThat(f.pdu()).isEqualTo(ANSWER);
            });
  }

  @ParameterizedTest
  @MethodSource("framings")
  void framesThatAreGluedTogetherAreFoundOneAfterTheOther(Framing framing, String bytes) {
    byte[] frame = answer(framing);
    byte[] two = ByteBuffer.allocate(2 * frame.length).put(frame).put(frame).array();
    assertThat(framing.find(two, two.length))
        .isInstanceOfSatisfying(Frame.class, f -> assertThat(f.length()).isEqualTo(frame.length));
  }

  @Test
  void changedByteBreaksTheChecksum() {
    for (Framing framing : List.of(new RtuFrame(), new AsciiFrame())) {
      byte[] frame = answer(framing);
      frame[7] ^= 1;
      assertThat(framing.find(frame, frame.length))
          .isEqualTo(new Broken("the checksum of the answer is wrong"));
    }
  }

  @Test
  void noiseBeforeAnRtuAnswerIsPassedOver() {
    byte[] frame = answer(new RtuFrame());
    byte[] noisy =
        ByteBuffer.allocate(2 + frame.length).put((byte) 0).put((byte) -1).put(frame).array();
    Found found =
        new RtuFrame().search(noisy, noisy.length, UNIT, 3, new Broken("the answer is no frame"));
    assertThat(found)
        .isInstanceOfSatisfying(
            Frame.class,
            f -> {
              assertThat(f.pdu()).isEqualTo(ANSWER);
              assertThat(f.length()).isEqualTo(noisy.length);
            });
  }

  @Test
  void anAsciiFrameBeginsAnewAtEachColon() {
    byte[] frame = answer(new AsciiFrame());
    byte[] broken = Arrays.copyOf(frame, 6);
    byte[] both = ByteBuffer.allocate(6 + frame.length).put(broken).put(frame).array();
    assertThat(new AsciiFrame().find(both, both.length))
        .isInstanceOfSatisfying(Frame.class, f -> assertThat(f.pdu()).isEqualTo(ANSWER));
  }

  @Test
  void bytesThatBeginNoAnswerAreNoFrame() {
    assertThat(new RtuFrame().find(new byte[] {0x11, 0x10, 2}, 3)).isInstanceOf(Broken.class);
    assertThat(new MbapFrame().find("HTTP/1.1 400".getBytes(StandardCharsets.US_ASCII), 12))
        .isInstanceOf(Broken.class);
    byte[] odd = ":11030\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(new AsciiFrame().find(odd, odd.length)).isInstanceOf(Broken.class);
  }

  @Test
  void exceptionsHaveTheirOwnLength() {
    byte[] frame = new RtuFrame().encode(0, UNIT, new byte[] {(byte) 0x83, 2});
    assertThat(new RtuFrame().find(frame, frame.length))
        .isInstanceOfSatisfying(Frame.class, f -> assertThat(f.length()).isEqualTo(5));
  }

  @Test
  void checksumIsThatOfTheStandard() {
    // The serial line specification, appendix B: the function code 7 to unit 2.
    assertThat(RtuFrame.crc(new byte[] {2, 7}, 0, 2)).isEqualTo(0x1241);
  }

  /** The example of the application protocol, 6.21. */
  @Test
  void identificationIsReadInParts() {
    Identify request = new Identify(UNIT, 1, 0);
    assertThat(Pdu.encode(request)).isEqualTo(HEX.parseHex("2b0e0100"));
    byte[] answer =
        HEX.parseHex(
            "2b0e0101ff0202"
                + "0016"
                + ascii("Company identification")
                + "010f"
                + ascii("Product code XX"));
    assertThat(Pdu.mismatch(request, answer)).isEmpty();
    assertThat(Pdu.decode(request, answer))
        .isEqualTo(new Objects(Map.of(0, "Company identification", 1, "Product code XX"), 2));
    for (int split = 0; split < answer.length; split++) {
      assertThat(Pdu.length(answer, 0, split)).isIn(0, answer.length);
    }
    assertThat(Pdu.mismatch(request, Arrays.copyOf(answer, 30))).isNotEmpty();
  }

  @Test
  void answersOfAnotherLengthAreTold() {
    Read read = new Read(UNIT, Table.HOLDING, 0x6B, 3);
    assertThat(Pdu.mismatch(read, ANSWER)).isEmpty();
    assertThat(Pdu.mismatch(read, HEX.parseHex("0304022b0000"))).contains("4 bytes of data");
    assertThat(Pdu.mismatch(read, HEX.parseHex("0306022b0000"))).contains("4 bytes came");
    assertThat(Pdu.mismatch(read, HEX.parseHex("0406022b00000064"))).contains("function 4");
    assertThat(Pdu.mismatch(read, new byte[0])).isNotEmpty();
  }
}
