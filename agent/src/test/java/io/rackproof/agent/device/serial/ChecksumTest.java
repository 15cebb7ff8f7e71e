package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {

  @ParameterizedTest
  @CsvSource({
    "SUM8, 0xDD",
    "SUM8_NEGATED, 0x23",
    "XOR8, 0x31",
    "CRC16_MODBUS, 0x4B37",
    "CRC16_CCITT, 0x29B1",
    "CRC16_XMODEM, 0x31C3"
  })
  void publishedCheckValuesOverTheNineDigitsAreComputed(Checksum.Kind kind, String value) {
    assertThat(kind.over("123456789")).isEqualTo(Integer.decode(value));
  }

  @Test
  void nmeaSentenceIsCheckedBetweenDollarAndStar() {
    Checksum nmea = new Checksum(Checksum.Kind.XOR8, true, false, "$", "*");
    // The sentence that NMEA 0183 descriptions give as their example.
    String published = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47";
    assertThat(nmea.fault(published)).isEmpty();
    assertThat(nmea.fault(published.replace("*47", "*48")))
        .contains("has a wrong checksum: 48 where 47 is right");
    assertThat(nmea.fault("$GPGGA,1")).contains("has no checksum");
    assertThat(nmea.fault("GPGGA,1*00")).contains("has no checksum");
    assertThat(nmea.fault("$GPGGA,1*4")).contains("has no checksum");
  }

  @Test
  void binarySumsStandAtTheEndInEitherOrder() {
    String request = "\u0001\u0003\u0000\u0000\u0000\u0001";
    // The Modbus serial line specification: the low byte first.
    assertThat(
            new Checksum(Checksum.Kind.CRC16_MODBUS, false, true, "", "")
                .fault(request + "\u0084\n"))
        .isEmpty();
    assertThat(
            new Checksum(Checksum.Kind.CRC16_MODBUS, false, false, "", "")
                .fault(request + "\n\u0084"))
        .isEmpty();
    assertThat(
            new Checksum(Checksum.Kind.SUM8, false, false, "", "")
                .fault("\u00a0\u0000\u00e6\u0002\u0000\u0000\u0089"))
        .contains("has a wrong checksum: 89 where 88 is right");
  }
}
