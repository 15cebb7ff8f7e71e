package io.rackproof.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private void refused(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ", "Exception");
  }

  @Test
  void unknownScenarioIsRefusedWithTheNearest() {
    refused("Did you mean 'healthy'?", "run", "--scenario", "healty");
  }

  @Test
  void wrongDurationIsRefused() {
    refused("'5 parsecs'", "run", "--duration", "5 parsecs");
  }

  @Test
  void wrongCollectorIsRefused() {
    refused("HOST:PORT", "run", "--collector", "somewhere");
  }

  @Test
  void unknownOptionIsRefused() {
    refused("--scenrio", "run", "--scenrio", "leak");
  }

  @Test
  void fileWithMistakesIsRefusedWithAllOfThem() throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "scenario: mine\nworkload: [{power: 5}]\nfalts: []\n");
    refused(file + ":2:20", "run", "--scenario", file.toString());
    assertThat(err.toString()).contains("'faults'");
  }

  @Test
  void rackFileThatCannotBeWrittenIsTold() {
    refused("cannot write", "run", "--rack-file", folder.resolve("no/such/rack.yaml").toString());
  }

  @Test
  void replayOfNothingIsRefused() {
    refused("nothing to replay", "replay");
    refused("no such file", "replay", "--snmprec", folder.resolve("x.snmprec").toString());
    refused("no such file", "replay", "--rackmon-map", folder.resolve("x.json").toString());
    refused("0 to 255", "replay", "--rackmon-map", "x", "--unit", "300");
  }

  @Test
  void helpTeachesWithExamples() {
    assertThat(run("--help")).isZero();
    assertThat(run("run", "--help")).isZero();
    assertThat(run("replay", "--help")).isZero();
    assertThat(out.toString())
        .contains("rack-simulator run --scenario leak", "rack-simulator replay --rackmon-map");
  }

  @Test
  void scenariosAreListed() {
    assertThat(run("scenarios")).isZero();
    assertThat(out.toString()).contains("pump-failure", "phase-imbalance");
  }

  /** In a list of commands its first line stands alone; examples are copied as they stand. */
  private static void helpIsWhole(CommandLine command) {
    CommandLine.Model.UsageMessageSpec help = command.getCommandSpec().usageMessage();
    String name = command.getCommandSpec().qualifiedName();
    assertThat(help.description()[0]).as(name).endsWith(".");
    assertThat(List.of(help.footer()))
        .as(name)
        .allSatisfy(line -> assertThat(line.replace("$$", "$")).hasSizeLessThan(Main.HELP_WIDTH));
    command.getSubcommands().values().forEach(CommandLineTest::helpIsWhole);
  }

  @Test
  void helpOfEachCommandBeginsWithAWholeSentenceAndBreaksNoExample() {
    helpIsWhole(Main.commandLine());
  }
}
