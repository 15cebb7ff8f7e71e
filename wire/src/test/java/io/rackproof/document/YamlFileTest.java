package io.rackproof.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {

  enum Parity {
    NONE,
    EVEN
  }

  private final Problems problems = new Problems();

  private YamlMap read(String text) throws InvalidDocumentException {
    return YamlFile.parse("rack.yaml", text, problems);
  }

  @Test
  void everyMistakeIsToldAtOnceWithLineColumnKeyAndTheNearestValidOne() throws Exception {
    YamlMap root =
        read(
            """
            rack: {id: gen2-007}
            devises: []
            defaults:
              interval: 1 second
              parity: evn
              unit: 300
              unit: 2
            """);
    root.allow("rack", "devices", "defaults");
    YamlMap defaults = root.require("defaults").map().allow("interval", "parity", "unit");
    defaults.require("interval").duration();
    defaults.require("parity").oneOf(Parity.class);
    defaults.require("unit").integer(1, 247);
    defaults.require("timeout").duration();

    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "rack.yaml:2:1: devises: unknown key. Did you mean 'devices'?",
            "rack.yaml:4:3: defaults: the key 'timeout' is missing here",
            "rack.yaml:4:13: defaults.interval: expected a duration such as 500ms, 1s, 15m or 4h,"
                + " not '1 second'",
            "rack.yaml:5:11: defaults.parity: 'evn' is not valid here. Did you mean 'even'?",
            "rack.yaml:6:9: defaults.unit: must be between 1 and 247, not 300",
            "rack.yaml:7:3: defaults.unit: is given twice, first at line 6");
  }

  @Test
  void brokenYamlIsToldWithItsPlace() {
    assertThatThrownBy(() -> read("rack: {id: a\ndevices: [\n"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("rack.yaml:")
        .hasMessageContaining("not valid YAML");
    assertThatThrownBy(() -> read("")).isInstanceOf(InvalidDocumentException.class);
    assertThatThrownBy(() -> YamlFile.read(Path.of("absent.yaml"), problems))
        .hasMessage("absent.yaml: there is no such file");
  }

  @Test
  void textThatIsTooDeepIsRefusedWithItsPlaceAndDoesNotEndTheStack() {
    assertThatThrownBy(() -> read("a: 1\ndevices: " + "[".repeat(100_000)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("rack.yaml:2:73: is more than 64 levels deep");
  }

  @Test
  void missingMapDoesNotBuryTheUserInFollowingMistakes() throws Exception {
    YamlMap root = read("rack: 7\n");
    YamlMap rack = root.require("rack").map();
    rack.require("id").nonEmpty();
    root.require("collector").map().require("address").nonEmpty();
    assertThat(problems.list())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "expected keys and values, not '7'", "the key 'collector' is missing");
  }

  @Test
  void secretsComeFromFilesBesideTheDocumentAndFromTheEnvironment(@TempDir Path dir)
      throws Exception {
    Files.writeString(dir.resolve("community"), "s3cret\n");
    Path file = dir.resolve("rack.yaml");
    Files.writeString(
        file, "a: \"${file:community}\"\nb: \"x${env:PATH}\"\nc: ${env:NOT_SET_42}\n");
    YamlMap root = YamlFile.read(file, problems);
    assertThat(root.require("a").secret()).isEqualTo("s3cret");
    assertThat(root.require("b").secret()).isEqualTo("x" + System.getenv("PATH"));
    assertThat(problems.isEmpty()).isTrue();
    root.require("c").secret();
    assertThat(problems.list())
        .extracting(Problem::message)
        .first()
        .asString()
        .contains("NOT_SET_42");
  }

  @Test
  void durationsReadBackAsTheyAreWritten() {
    assertThat(Durations.parse("1h30m")).contains(Duration.ofMinutes(90));
    assertThat(Durations.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(Durations.parse("1.5s")).contains(Duration.ofMillis(1500));
    for (String wrong : new String[] {"", "5", "1s x", "-1s", "s", "1 year"}) {
      assertThat(Durations.parse(wrong)).as(wrong).isEmpty();
    }
    for (String text : new String[] {"0s", "250ms", "1m30s", "4h", "7d"}) {
      assertThat(Durations.parse(text).map(Durations::format)).contains(text);
    }
  }
}
