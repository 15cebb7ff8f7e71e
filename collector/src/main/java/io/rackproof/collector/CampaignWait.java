package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof campaign wait}: for scripts that must not go on before something is so. */
@Command(
    name = "wait",
    description = {
      "Waits until a campaign has finished, is decided, or is in a phase.",
      "Exit status 0: so it is; 1: it took too long, or cannot be so any more."
    },
    mixinStandardHelpOptions = true)
final class CampaignWait implements Callable<Integer> {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(paramLabel = "ID", arity = "0..1", description = "the campaign")
  String campaign = "";

  @Option(
      names = "--for",
      arity = "1..2",
      paramLabel = "WHAT",
      description = {
        "finished: the run has ended (default);",
        "decided: the policy recommends or declines each rack, it is not undecided;",
        "phase NAME: every rack is in the phase, or has been in it"
      })
  List<String> wanted = List.of("finished");

  @Option(
      names = "--timeout",
      paramLabel = "D",
      defaultValue = "365d",
      converter = DurationOption.class,
      description = "how long at most, such as 60s or 4h (default: for ever)")
  Duration timeout = Duration.ofDays(365);

  @Override
  public Integer call() throws UserException, InterruptedException {
    // "--for finished ID": the id was taken for the name of a phase.
    if (campaign.isEmpty() && wanted.size() == 2 && !wanted.get(0).equals("phase")) {
      campaign = wanted.get(1);
      wanted = wanted.subList(0, 1);
    }
    check();
    ApiClient client = server.client();
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      JsonNode answer = client.get(CampaignCommand.path(campaign) + "/scorecards");
      if (isSo(answer)) {
        return 0;
      }
      String state = answer.path("campaign").path("state").asText();
      if (!state.equals("running")) {
        throw new UserException(
            Main.FAULT,
            "campaign " + campaign + " has ended (" + state + ") and was never " + what());
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new UserException(
            Main.FAULT, "campaign " + campaign + " was not " + what() + " in time");
      }
      Thread.sleep(Math.min(BETWEEN_LOOKS.toMillis(), left / 1_000_000 + 1));
    }
  }

  private void check() throws UserException {
    if (campaign.isEmpty()) {
      throw new UserException(Main.MISTAKE, "name the campaign to wait for");
    }
    boolean right =
        switch (wanted.get(0)) {
          case "finished", "decided" -> wanted.size() == 1;
          case "phase" -> wanted.size() == 2;
          default -> false;
        };
    if (!right) {
      throw new UserException(
          Main.MISTAKE,
          "'--for " + String.join(" ", wanted) + "': write finished, decided or phase NAME");
    }
  }

  private String what() {
    return wanted.get(0).equals("phase") ? "in phase " + wanted.get(1) : wanted.get(0);
  }

  private boolean isSo(JsonNode answer) {
    if (wanted.get(0).equals("finished")) {
      return !answer.path("campaign").path("state").asText().equals("running");
    }
    for (JsonNode scorecard : answer.path("scorecards")) {
      if (!isSoFor(scorecard)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSoFor(JsonNode scorecard) {
    if (wanted.get(0).equals("decided")) {
      return !scorecard.path("recommendation").asText().equals("UNDECIDED");
    }
    for (JsonNode span : scorecard.path("phases")) {
      if (span.path("phase").asText().equals(wanted.get(1))) {
        return true;
      }
    }
    return false;
  }
}
