package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command by which a person adds something to a campaign under their name. */
abstract class CampaignChange implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(index = "0", paramLabel = "ID", description = "the campaign")
  String campaign = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "",
      description = "who does it (default: the user of the token, where people sign in)")
  String by = "";

  @Option(
      names = "--rack",
      paramLabel = "RACK",
      defaultValue = "",
      description = "for this rack (default: all of the campaign)")
  String rack = "";

  /** A body with the name and the rack. */
  ObjectNode body() {
    ObjectNode body = MAPPER.createObjectNode();
    if (!by.isEmpty()) {
      body.put("by", by);
    }
    if (!rack.isEmpty()) {
      body.put("rack", rack);
    }
    return body;
  }

  /** Posts to a part of the campaign; gives the campaign as it is then. */
  JsonNode post(String action, ObjectNode body) throws UserException {
    return server.client().post(CampaignCommand.path(campaign) + "/" + action, body);
  }

  void tell(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
