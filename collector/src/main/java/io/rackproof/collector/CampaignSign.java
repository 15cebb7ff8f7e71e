package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof campaign sign}: the second signature of a waiver. */
@Command(
    name = "sign",
    description = "Signs a waiver that another person asked for.",
    mixinStandardHelpOptions = true)
final class CampaignSign implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(index = "0", paramLabel = "ID", description = "the campaign")
  String campaign = "";

  @Parameters(index = "1", paramLabel = "NUMBER", description = "the waiver")
  int number;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "",
      description = "who signs (default: the user of the token, where people sign in)")
  String by = "";

  @Override
  public Integer call() throws UserException {
    JsonNode signed =
        server
            .client()
            .post(
                CampaignCommand.path(campaign) + "/waivers/" + number + "/sign-offs",
                by.isEmpty()
                    ? new ObjectMapper().createObjectNode()
                    : new ObjectMapper().createObjectNode().put("by", by));
    JsonNode waiver = signed.path("waivers").path(number - 1);
    spec.commandLine()
        .getOut()
        .println(
            "waiver "
                + number
                + " of "
                + waiver.path("criterion").asText()
                + " is "
                + waiver.path("state").asText()
                + " until "
                + waiver.path("expires").asText());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
