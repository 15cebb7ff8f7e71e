package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code run -c FILE}, which starts without the command line's library. */
class AgentStartTest {

  @TempDir private Path directory;

  @Test
  void theServicesCommandNeedsNoReadingOfAllCommands() {
    assertThat(AgentCommand.servedRack(new String[] {"run", "-c", "/etc/rack.yaml"}))
        .isEqualTo(Optional.of(Path.of("/etc/rack.yaml")));
    assertThat(AgentCommand.servedRack(new String[] {"run", "--config", "r.yaml"})).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "run",
        "run -c",
        "run --help",
        "run -c --help",
        "once -c rack.yaml",
        "run -c @f"
      })
  void whateverElseIsReadByTheCommandLine(String arguments) {
    assertThat(AgentCommand.servedRack(arguments.split(" "))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{rack: {id: r1}, devices: [{name: a}]}", "{rack: {id: r1}, devices: []}"})
  void mistakesAreToldAlikeOnBothWays(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("rack.yaml"), text);
    StringWriter usual = new StringWriter();
    CommandLine commandLine = AgentCommand.commandLine();
    commandLine.setErr(new PrintWriter(usual));
    int status = commandLine.execute("run", "-c", file.toString());
    StringBuilder direct = new StringBuilder();
    assertThat(AgentCommand.serve(file, line -> direct.append(line).append("\n")))
        .isEqualTo(status)
        .isEqualTo(2);
    assertThat(direct.toString()).isEqualTo(usual.toString()).isNotBlank();
  }
}
