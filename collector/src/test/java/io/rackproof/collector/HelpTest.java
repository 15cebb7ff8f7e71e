package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code --help} tells. */
class HelpTest {

  /** In a list of commands its first line stands alone; examples are copied as they stand. */
  private static void helpIsWhole(CommandLine command) {
    CommandLine.Model.UsageMessageSpec help = command.getCommandSpec().usageMessage();
    String name = command.getCommandSpec().qualifiedName();
    assertThat(help.description()[0]).as(name).endsWith(".");
    assertThat(List.of(help.footer()))
        .as(name)
        .allSatisfy(line -> assertThat(line.replace("$$", "$")).hasSizeLessThan(Main.HELP_WIDTH));
    command.getSubcommands().values().forEach(HelpTest::helpIsWhole);
  }

  @Test
  void helpOfEachCommandBeginsWithAWholeSentenceAndBreaksNoExample() {
    helpIsWhole(Main.commandLine());
  }
}
