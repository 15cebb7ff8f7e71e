package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

class SnmpValuesTest {

  @Test
  void numbersOfEveryTypeAreRead() {
    assertThat(SnmpValues.number(new Integer32(-5))).hasValue(-5);
    assertThat(SnmpValues.number(new Gauge32(4_294_967_295L))).hasValue(4_294_967_295.0);
    assertThat(SnmpValues.number(new Counter32(4_294_967_295L))).hasValue(4_294_967_295.0);
    assertThat(SnmpValues.number(new TimeTicks(8640000))).hasValue(8640000);
    assertThat(SnmpValues.number(new Counter64(1L << 40))).hasValue(0x1p40);
    assertThat(SnmpValues.number(new Counter64(-1L))).hasValue(0x1p64);
    assertThat(SnmpValues.number(new Counter64(Long.MIN_VALUE))).hasValue(0x1p63);
    assertThat(SnmpValues.number(new OID("1.3.6"))).isEmpty();
    assertThat(SnmpValues.number(new IpAddress("10.0.0.1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "23.5 C, 23.5",
    "1.2E3, 1200",
    "' 45 %', 45",
    "-6.55dBm, -6.55",
    "+.5, 0.5",
    "230V, 230",
    "12., 12",
    "21.7 °C, 21.7",
    "0, 0"
  })
  void numbersAreFoundInStrings(String text, double number) {
    assertThat(SnmpValues.number(string(text))).isEqualTo(OptionalDouble.of(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "normal", "08/16/2022 15:37:56", "10.0.0.1", "v6.4.0", "1:2", "N/A", "1e999"})
  void datesAddressesVersionsAndWordsAreNoNumbers(String text) {
    assertThat(SnmpValues.number(string(text))).isEmpty();
  }

  private static OctetString string(String text) {
    return new OctetString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void opaqueFloatsOfNetSnmpAreRead() {
    assertThat(SnmpValues.number(opaque(0x9F, 0x78, 0x04, 0x41, 0xB8, 0xCC, 0xCD))).hasValue(23.1);
    assertThat(
            SnmpValues.number(
                opaque(0x9F, 0x79, 0x08, 0x40, 0x37, 0x19, 0x99, 0x99, 0x99, 0x99, 0x9A)))
        .hasValue(23.1);
  }

  @Test
  void opaqueBytesThatAreNoFloatAreNoNumber() {
    assertThat(SnmpValues.number(opaque(0x9F, 0x78, 0x04, 0x41, 0xB8, 0xCC))).isEmpty();
    assertThat(SnmpValues.number(opaque(0x9F, 0x78, 0x04, 0x7F, 0xC0, 0x00, 0x00))).isEmpty();
    assertThat(SnmpValues.number(opaque(0x02, 0x01, 0x05))).isEmpty();
    assertThat(SnmpValues.number(opaque(0x9F))).isEmpty();
  }

  private static Variable opaque(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return new Opaque(content);
  }

  @Test
  void textsAreUtf8ElseLatin1WithoutControlCharacters() {
    assertThat(SnmpValues.text(string("Grün"))).isEqualTo("Grün");
    assertThat(SnmpValues.text(new OctetString("Grün".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo("Grün");
    assertThat(SnmpValues.text(string("rack 7\u0000\u0000"))).isEqualTo("rack 7");
    assertThat(SnmpValues.text(string("two\r\nlines"))).isEqualTo("two lines");
    assertThat(SnmpValues.text(new Counter64(-1L))).isEqualTo("18446744073709551615");
    assertThat(SnmpValues.text(new Integer32(-7))).isEqualTo("-7");
  }

  @Test
  void onlyCountersHaveAWidth() {
    assertThat(SnmpValues.counterBits(new Counter32(1))).isEqualTo(32);
    assertThat(SnmpValues.counterBits(new Counter64(1))).isEqualTo(64);
    assertThat(SnmpValues.counterBits(new Gauge32(1))).isZero();
    assertThat(SnmpValues.counterBits(new TimeTicks(1))).isZero();
  }

  @Test
  void rawNamesTheInstanceAndTheType() {
    Oid oid = new Oid(".1.3.6.1.2.1.1.3.0");
    assertThat(SnmpValues.raw(oid, new TimeTicks(49383892)))
        .isEqualTo("1.3.6.1.2.1.1.3.0 = TimeTicks 49383892");
    assertThat(SnmpValues.raw(oid, new Counter32(7))).endsWith("= Counter32 7");
  }
}
