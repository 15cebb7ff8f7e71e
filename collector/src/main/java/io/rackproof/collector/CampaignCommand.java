package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rackproof campaign}: begins, watches, marks, ends and decides campaigns on a collector.
 */
@Command(
    name = "campaign",
    description = "Begins, watches, marks, ends and decides campaigns.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CampaignEnter.class,
      CampaignWaive.class,
      CampaignSign.class,
      CampaignDecide.class,
      CampaignWait.class
    })
final class CampaignCommand implements Runnable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do:");
  }

  @Command(
      name = "start",
      description = "Begins a campaign on one or more racks.",
      mixinStandardHelpOptions = true)
  int start(
      @Option(names = "--plan", required = true, paramLabel = "FILE", description = "the plan")
          Path file,
      @Option(
              names = "--rack",
              required = true,
              paramLabel = "ID",
              description = "a rack; repeat it for each")
          List<String> racks,
      @Option(names = "--quiet", description = "print the campaign's id alone") boolean quiet,
      @Mixin ServerOption server)
      throws UserException, InvalidDocumentException {
    Plan plan = Plan.read(file);
    ObjectNode body = MAPPER.createObjectNode();
    ArrayNode list = body.putArray("racks");
    racks.forEach(list::add);
    body.put("plan", plan.text()).put("file", file.toString());
    return begun(server, server.client().post("/api/campaigns", body), quiet);
  }

  @Command(
      name = "retest",
      description = "Begins a new attempt of an ended campaign: same plan, same racks.",
      mixinStandardHelpOptions = true)
  int retest(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--quiet", description = "print the new campaign's id alone") boolean quiet,
      @Mixin ServerOption server)
      throws UserException {
    return begun(
        server, server.client().post(path(id) + "/retest", MAPPER.createObjectNode()), quiet);
  }

  private int begun(ServerOption server, JsonNode campaign, boolean quiet) {
    String id = campaign.path("id").asText();
    int attempt = campaign.path("attempt").asInt();
    out()
        .println(
            quiet
                ? id
                : "campaign "
                    + id
                    + (attempt > 1 ? ", attempt " + attempt + "," : "")
                    + " runs; see "
                    + server.url
                    + "/campaigns/"
                    + id);
    out().flush();
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists campaigns, the newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--rack", paramLabel = "ID", description = "of this rack only")
          @Nullable String rack,
      @Mixin ServerOption server)
      throws UserException {
    String query = rack == null ? "" : "?rack=" + ApiClient.part(rack);
    for (JsonNode campaign : server.client().get("/api/campaigns" + query).path("campaigns")) {
      out()
          .printf(
              "%-32s %-10s %-9s %-24s %-20s %s%n",
              campaign.path("id").asText(),
              campaign.path("state").asText(),
              "attempt " + campaign.path("attempt").asInt(),
              campaign.path("start").asText(),
              CampaignText.racks(campaign),
              campaign.path("plan").asText());
    }
    out().flush();
    return 0;
  }

  @Command(
      name = "show",
      description = "Tells the verdicts of a campaign.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--rack", paramLabel = "RACK", description = "of this rack only")
          @Nullable String rack,
      @Option(names = "--summary", description = "one line a rack") boolean summary,
      @Mixin ServerOption server)
      throws UserException {
    for (JsonNode scorecard : scorecards(server, id, rack)) {
      if (!summary) {
        out().println("rack " + scorecard.path("rack").asText());
        ScorecardText.print(scorecard, out());
        CampaignText.decided(scorecard, out());
      }
      out().println(scorecard.path("summary").asText());
    }
    out().flush();
    return 0;
  }

  private static Iterable<JsonNode> scorecards(
      ServerOption server, String id, @Nullable String rack) throws UserException {
    return rack == null
        ? server.client().get(path(id) + "/scorecards").path("scorecards")
        : List.of(server.client().get(path(id) + "/scorecard?rack=" + ApiClient.part(rack)));
  }

  @Command(
      name = "watch",
      description = "Tells how a campaign goes, until it ends or the time is over.",
      mixinStandardHelpOptions = true)
  int watch(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(
              names = "--for",
              paramLabel = "D",
              defaultValue = "365d",
              converter = DurationOption.class,
              description = "how long, such as 60s or 4h (default: until it ends)")
          Duration length,
      @Option(
              names = "--every",
              paramLabel = "D",
              defaultValue = "5s",
              converter = DurationOption.class,
              description = "how often a line is told (default 5s)")
          Duration every,
      @Mixin ServerOption server)
      throws UserException, InterruptedException {
    new CampaignWatch(server.client(), path(id), out()).run(length, every);
    return 0;
  }

  /** Whether a phase begins or ends. */
  static final class Direction {
    @Option(names = "--enter", required = true, description = "the phase begins now")
    boolean enter;

    @Option(names = "--leave", required = true, description = "the phase ends now")
    boolean leave;
  }

  @Command(
      name = "mark",
      description = "Enters or leaves a phase by hand.",
      mixinStandardHelpOptions = true)
  int mark(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--phase", required = true, paramLabel = "NAME", description = "the phase")
          String phase,
      @ArgGroup(exclusive = true, multiplicity = "1") Direction direction,
      @Option(names = "--rack", paramLabel = "RACK", description = "on this rack (default: all)")
          @Nullable String rack,
      @Mixin ServerOption server)
      throws UserException {
    ObjectNode body =
        MAPPER
            .createObjectNode()
            .put("phase", phase)
            .put("entered", direction.enter)
            .put("rack", rack);
    server.client().post(path(id) + "/marks", body);
    return 0;
  }

  @Command(
      name = "annotate",
      description = "Notes something on a campaign.",
      mixinStandardHelpOptions = true)
  int annotate(
      @Parameters(index = "0", paramLabel = "ID", description = "the campaign") String id,
      @Parameters(index = "1", paramLabel = "TEXT", description = "what happened") String text,
      @Option(
              names = "--author",
              paramLabel = "NAME",
              defaultValue = "${sys:user.name}",
              description = "who notes it (default: the user)")
          String author,
      @Mixin ServerOption server)
      throws UserException {
    ObjectNode body = MAPPER.createObjectNode().put("text", text).put("author", author);
    server.client().post(path(id) + "/annotations", body);
    return 0;
  }

  @Command(
      name = "finish",
      description = "Ends a campaign as complete.",
      mixinStandardHelpOptions = true)
  int finish(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--quiet", description = "print nothing") boolean quiet,
      @Mixin ServerOption server)
      throws UserException {
    return end(server, id, "finish", "", quiet);
  }

  @Command(
      name = "abort",
      description = "Ends a campaign early, with the reason.",
      mixinStandardHelpOptions = true)
  int abort(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
          String reason,
      @Option(names = "--quiet", description = "print nothing") boolean quiet,
      @Mixin ServerOption server)
      throws UserException {
    return end(server, id, "abort", reason, quiet);
  }

  @Command(
      name = "error",
      description = "Ends a campaign because what measures has failed, not the rack.",
      mixinStandardHelpOptions = true)
  int error(
      @Parameters(paramLabel = "ID", description = "the campaign") String id,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
          String reason,
      @Option(names = "--quiet", description = "print nothing") boolean quiet,
      @Mixin ServerOption server)
      throws UserException {
    return end(server, id, "error", reason, quiet);
  }

  private int end(ServerOption server, String id, String how, String reason, boolean quiet)
      throws UserException {
    ObjectNode body = MAPPER.createObjectNode().put("reason", reason);
    JsonNode campaign = server.client().post(path(id) + "/" + how, body);
    if (!quiet) {
      String why = campaign.path("outcomeReason").asText();
      out()
          .println(
              "campaign "
                  + id
                  + " is "
                  + campaign.path("state").asText()
                  + (why.isEmpty() ? "" : ": " + why));
      out().flush();
    }
    return 0;
  }

  static String path(String id) {
    return "/api/campaigns/" + ApiClient.part(id);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
