package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

class LabelTemplateTest {

  private static final Oid ENTRY = new Oid("1.3.6.1.4.1.1");

  private static Optional<String> label(String template, String index, Map<String, String> texts) {
    return LabelTemplate.parse(template, ENTRY)
        .render(
            index,
            instance -> Optional.ofNullable(texts.get(instance.dotted())).map(OctetString::new));
  }

  private static Optional<String> variable(String template, Map<String, Variable> values) {
    return LabelTemplate.parse(template, ENTRY)
        .render("5", instance -> Optional.ofNullable(values.get(instance.dotted())));
  }

  private static Map<String, Variable> id(int kind, byte... value) {
    return Map.of(
        "1.3.6.1.4.1.1.6.5", new Integer32(kind), "1.3.6.1.4.1.1.7.5", new OctetString(value));
  }

  @Test
  void portsAndChassisOfLldpAreReadByTheKindInTheColumnBefore() {
    byte[] mac = {0x02, 0x41, 0x42, (byte) 0xAB, 0, 0x0A};
    assertThat(variable("{7:lldp-port}", id(3, mac))).contains("02:41:42:ab:00:0a");
    assertThat(variable("{7:lldp-chassis}", id(4, mac))).contains("02:41:42:ab:00:0a");
    assertThat(variable("{7:lldp-port}", id(4, (byte) 1, (byte) 192, (byte) 0, (byte) 2, (byte) 9)))
        .contains("192.0.2.9");
    assertThat(variable("{7:lldp-port}", id(5, "eth0".getBytes(StandardCharsets.UTF_8))))
        .contains("eth0");
    // Some devices write a MAC address as a text.
    assertThat(
            variable("{7:lldp-port}", id(3, "00:26:fd:a0:54:cf".getBytes(StandardCharsets.UTF_8))))
        .contains("00:26:fd:a0:54:cf");
  }

  @Test
  void aPortOfLldpThatIsNotNamedByItsInterfaceLeavesTheNextChoice() {
    byte[] mac = {0x02, 0x41, 0x42, (byte) 0xAB, 0, 0x0A};
    assertThat(variable("{7:lldp-port-name|index}", id(3, mac))).contains("5");
    assertThat(variable("{7:lldp-port-name|index}", id(5, "swp1".getBytes(StandardCharsets.UTF_8))))
        .contains("swp1");
    // Where the device does not tell the kind, the value counts.
    assertThat(
            variable(
                "{7:lldp-port-name|index}",
                Map.of("1.3.6.1.4.1.1.7.5", new OctetString("Ethernet1"))))
        .contains("Ethernet1");
  }

  @Test
  void theKindOfAPortIsReadWithIt() {
    assertThat(LabelTemplate.parse("{7[2]:lldp-port}", ENTRY).instances("4.5"))
        .containsExactly(new Oid("1.3.6.1.4.1.1.7.5"), new Oid("1.3.6.1.4.1.1.6.5"));
  }

  @Test
  void theFirstChoiceThatIsNotEmptyIsTaken() {
    Map<String, String> texts = Map.of("1.3.6.1.4.1.1.7.5", "", "1.3.6.1.9.2.5", "Ethernet5");
    assertThat(label("{7|1.3.6.1.9.2|index}", "5", texts)).contains("Ethernet5");
    assertThat(label("{7|index}", "5", texts)).contains("5");
    assertThat(label("{7}", "5", texts)).isEmpty();
  }

  @Test
  void partsOfTheIndexLabelRowsAndFindColumnsOfAnotherTable() {
    Map<String, String> texts = Map.of("1.3.6.1.9.2.1.3", "I3");
    assertThat(label("L{index[3]}", "1.3.2.5", texts)).contains("L2");
    assertThat(label("{1.3.6.1.9.2[1,2]|index[2]}", "1.3.5", texts)).contains("I3");
    assertThat(label("{1.3.6.1.9.2[1,2]|index[2]}", "1.4.5", texts)).contains("4");
    assertThat(label("{index[7]}", "1.3", texts)).isEmpty();
  }

  @Test
  void eachChoiceTellsWhatMustBeRead() {
    assertThat(LabelTemplate.parse("{7|1.3.6.1.9.2[1]|index}", ENTRY).instances("4.5"))
        .containsExactly(new Oid("1.3.6.1.4.1.1.7.4.5"), new Oid("1.3.6.1.9.2.4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name}",
        "{7",
        "7}",
        "{}",
        "{7|}",
        "{index[0]}",
        "{index[a]}",
        "{7..2}",
        "{7:mac}"
      })
  void mistakesAreTold(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelTemplate.parse(template, ENTRY))
        .withMessageMatching(".*('|count from 1).*");
  }
}
