package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.catalogue.Catalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MetricsCommandTest {

  private final StringWriter told = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true)).setErr(new PrintWriter(told, true));
    return line.execute(arguments);
  }

  @Test
  void pageOfTheDocumentationIsWhatTheCommandWritesAndHasEveryName() {
    assertThat(run("metrics", "--format", "markdown")).isZero();
    assertThat(Path.of("../docs/metrics.md"))
        .as("write it anew: rackproof metrics --format markdown > docs/metrics.md")
        .hasContent(told.toString());
    assertThat(Catalogue.load().names())
        .allSatisfy(name -> assertThat(told.toString()).containsOnlyOnce("| `" + name + "` |"));
  }

  @Test
  void namesOfOneRoleAreToldAndAWrongRoleIsRefusedWithTheRightOnes() {
    assertThat(run("metrics", "--role", "cdu")).isZero();
    assertThat(told.toString())
        .contains("cdu_leak_detected")
        .doesNotContain("pdu_phase_current_amperes");
    assertThat(run("metrics", "--role", "chiller")).isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("no role 'chiller'").contains("power-shelf");
  }
}
