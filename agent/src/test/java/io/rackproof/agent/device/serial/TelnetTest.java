package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelnetTest {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static List<String> decoded(byte[] bytes, int split) {
    List<String> told = new ArrayList<>();
    Telnet telnet =
        new Telnet(
            new Telnet.Commands() {
              @Override
              public void negotiated(int verb, int option) {
                told.add(verb + " " + option);
              }

              @Override
              public void told(byte[] content) {
                told.add("told " + HEX.formatHex(content));
              }
            });
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (byte[] part :
        List.of(
            java.util.Arrays.copyOf(bytes, split),
            java.util.Arrays.copyOfRange(bytes, split, bytes.length))) {
      int count = telnet.decode(part, part.length);
      data.write(part, 0, count);
    }
    told.add("data " + HEX.formatHex(data.toByteArray()));
    return told;
  }

  @Test
  void dataAndCommandsAreToldApartWhereverTheyAreSplit() {
    byte[] bytes =
        HEX.parseHex(
            "41FFFF42"
                + "FFFD2C"
                + "43FFF144"
                + "FFFA2C6500002580FFF0"
                + "FFFA2C6AFFFFFFF0"
                + "45");
    for (int split = 0; split <= bytes.length; split++) {
      assertThat(decoded(bytes, split))
          .containsExactly("253 44", "told 2C6500002580", "told 2C6AFF", "data 41FF42434445");
    }
  }

  @Test
  void dataAndContentDoubleTheEscape() {
    assertThat(HEX.formatHex(Telnet.escape(HEX.parseHex("01FF02")))).isEqualTo("01FFFF02");
    assertThat(HEX.formatHex(Telnet.telling(Telnet.COM_PORT, HEX.parseHex("01000000FF"))))
        .isEqualTo("FFFA2C01000000FFFFFFF0");
    assertThat(HEX.formatHex(Telnet.negotiation(Telnet.WILL, Telnet.COM_PORT))).isEqualTo("FFFB2C");
  }

  @Test
  void endlessContentIsBounded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HEX.parseHex("FFFA2C"));
    bytes.writeBytes(new byte[100_000]);
    bytes.writeBytes(HEX.parseHex("FFF041"));
    List<String> told = decoded(bytes.toByteArray(), 7);
    assertThat(told.get(0)).hasSizeLessThan(3000);
    assertThat(told.get(1)).isEqualTo("data 41");
  }
}
