package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCommandTest {

  private static final String PLAN =
      """
      plan: short
      version: 1
      phases: {run: {whole: true}}
      criteria:
        - {id: C, title: c, phase: run, signal: pdu_input_power_watts, statistic: mean, limit: "<= 9 W"}
      decide: {exercise: {gates: all}}
      """;

  private static final String TESTS =
      """
      plan: plan.yaml
      series: [{metric: pdu_input_power_watts, values: 5x*}]
      tests:
        - {name: little power, end: 10m, expect: [{id: C, verdict: PASS, value: 5}]}
      """;

  @TempDir Path folder = Path.of("");

  private Path plan = Path.of("");
  private Path tests = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    plan = Files.writeString(folder.resolve("plan.yaml"), PLAN);
    tests = Files.writeString(folder.resolve("test.yaml"), TESTS);
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void soundPlanIsSummed() {
    assertThat(run("plan", "check", "--strict", plan.toString())).isZero();
    assertThat(out.toString())
        .contains("short version 1: 1 criterion (0 gates) in 1 phase, 1 metric, no mistakes\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void warningsFailOnlyAStrictCheck() throws IOException {
    Files.writeString(plan, PLAN + "signals: {unused: pdu_input_power_watts}\n");
    assertThat(run("plan", "check", plan.toString())).isZero();
    assertThat(run("plan", "check", "--strict", plan.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(plan + ":7:19: signals.unused: warning: nothing reads it\n")
        .contains("no mistakes, 1 warning\n");
  }

  @Test
  void mistakesOfAllFilesAreTold() throws IOException {
    Path other = Files.writeString(folder.resolve("other.yaml"), PLAN + "sigals: {}\n");
    Path absent = folder.resolve("absent.yaml");
    assertThat(run("plan", "check", other.toString(), plan.toString(), absent.toString()))
        .isEqualTo(2);
    assertThat(out.toString()).contains("short version 1");
    assertThat(err.toString())
        .contains(other + ":7:1: sigals: unknown key. Did you mean 'signals'?")
        .contains(absent + ": there is no such file")
        .endsWith("2 mistakes\n");
  }

  @Test
  void testsAreToldLineByLine() throws IOException {
    Path failing =
        Files.writeString(
            folder.resolve("failing.yaml"),
            TESTS.replace("verdict: PASS, value: 5", "verdict: FAIL, value: 6"));
    assertThat(run("plan", "test", tests.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo("ok    " + tests + ":4: little power (1 of 1 criteria)\n1 passed, 0 failed\n");
    out.getBuffer().setLength(0);
    assertThat(run("plan", "test", failing.toString(), tests.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "FAIL  " + failing + ":4: little power\n      C: expected FAIL, is PASS: mean 5 W")
        .contains("\n      C: expected the value 6.0 within 6.0E-6 W, is 5.0\n")
        .endsWith("1 passed, 1 failed\n");
  }

  @Test
  void mistakeInATestIsTheUsersToMend() throws IOException {
    Files.writeString(tests, TESTS.replace("id: C", "id: D"));
    assertThat(run("plan", "test", tests.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("the plan has no criterion 'D'. Did you mean 'C'?");
  }

  @Test
  void schemaIsPrinted() {
    assertThat(run("plan", "schema")).isZero();
    assertThat(out.toString()).startsWith("{").contains("https://json-schema.org/draft/2020-12");
  }
}
