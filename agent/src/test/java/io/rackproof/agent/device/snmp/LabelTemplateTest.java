package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTemplateTest {

  private static final Oid ENTRY = new Oid("1.3.6.1.4.1.1");

  private static Optional<String> label(String template, String index, Map<String, String> texts) {
    return LabelTemplate.parse(template, ENTRY)
        .render(index, instance -> Optional.ofNullable(texts.get(instance.dotted())));
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
  @ValueSource(strings = {"{name}", "{7", "7}", "{}", "{7|}", "{index[0]}", "{index[a]}", "{7..2}"})
  void mistakesAreTold(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelTemplate.parse(template, ENTRY))
        .withMessageMatching(".*('|count from 1).*");
  }
}
