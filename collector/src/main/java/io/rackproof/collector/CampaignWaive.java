package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rackproof campaign waive}: asks for a waiver and signs it. */
@Command(
    name = "waive",
    description = {
      "Asks for a waiver of a criterion and signs it.",
      "It is in force once another person has signed it, too; it changes no verdict."
    },
    mixinStandardHelpOptions = true)
final class CampaignWaive extends CampaignChange {

  @Parameters(index = "1", paramLabel = "CRITERION", description = "its id in the plan")
  String criterion = "";

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
  String reason = "";

  @Option(
      names = "--until",
      required = true,
      paramLabel = "DATE",
      description = "the last day on which it is in force, such as 2026-12-31")
  String until = "";

  @Override
  public Integer call() throws UserException {
    JsonNode waivers =
        post(
                "waivers",
                body().put("criterion", criterion).put("reason", reason).put("expires", until))
            .path("waivers");
    int number = waivers.path(waivers.size() - 1).path("number").asInt();
    tell(
        "waiver "
            + number
            + " waits for a second signature: rackproof campaign sign "
            + campaign
            + " "
            + number
            + " --by NAME");
    return 0;
  }
}
