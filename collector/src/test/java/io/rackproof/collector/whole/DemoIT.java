package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./demo} as a user starts it: each scripted fault fails exactly the criteria it should. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {

  @TempDir Path out;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "healthy, PASS, '', ''",
    "pump-failure, FAIL, COOL-18 COOL-26, ''",
    "leak, FAIL, COOL-22 COOL-24, ''",
    "phase-imbalance, FAIL, PWR-03, ''",
    "link-errors, FAIL, NET-33 NET-34, ''",
    "sensor-dropout, INCONCLUSIVE, '', COOL-14 COOL-15 COOL-17 COOL-18 COOL-22 COOL-24 COOL-26 COOL-36",
  })
  @Execution(ExecutionMode.CONCURRENT)
  void scenarioIsJudgedAsItsFaultDeserves(
      String scenario, String verdict, String failed, String inconclusive) throws Exception {
    Program demo = demo("--scenario", scenario, "--duration", "60s", "--out", out.toString());
    assertThat(demo.exitStatus(300)).as(demo.output()).isZero();

    String[] lines = demo.output().strip().split("\n", -1);
    assertThat(lines[lines.length - 1]).contains(verdict);
    JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    assertThat(idsWith(report, "FAIL")).isEqualTo(set(failed));
    assertThat(idsWith(report, "INCONCLUSIVE")).isEqualTo(set(inconclusive));
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(out.resolve("report.xml")).isNotEmptyFile();
  }

  @Test
  void interruptLeavesNoProcessBehind() throws Exception {
    Program demo = demo("--out", out.toString());
    demo.await(line -> line.startsWith("page "));
    assumeFalse(
        demo.ignores(2),
        "SIGINT is ignored here, as in the background jobs of a shell, and a script cannot undo that");
    List<ProcessHandle> children = demo.process().descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(3);

    // To the script alone; a terminal signals the whole group, which is the easier case.
    new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
    assertThat(demo.exitStatus(60)).isEqualTo(130);
    for (ProcessHandle child : children) {
      // A helper of a start script that was stopped with it may outlive it by a moment.
      child.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void wrongOptionIsRefusedWithStatusTwoAndAHint() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("--durration", "60s"),
            List.of("--duration", "5 parsecs"),
            List.of("--duration", "10s"),
            List.of("--plan", "absent.yaml"))) {
      Program demo = demo(wrong.toArray(String[]::new));
      assertThat(demo.exitStatus(30)).isEqualTo(2);
      assertThat(demo.output()).contains("--help");
    }
  }

  private Program demo(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Program.ROOT.resolve("demo").toString());
    command.addAll(Arrays.asList(arguments));
    Files.createDirectories(out);
    return Program.start(out, out.resolve("demo.log"), command);
  }

  private static Set<String> idsWith(JsonNode report, String verdict) {
    Set<String> ids = new TreeSet<>();
    for (JsonNode criterion : report.path("criteria")) {
      if (criterion.path("verdict").asText().equals(verdict)) {
        ids.add(criterion.path("id").asText());
      }
    }
    return ids;
  }

  private static Set<String> set(String words) {
    return words.isBlank() ? Set.of() : new TreeSet<>(Arrays.asList(words.split(" ", -1)));
  }
}
