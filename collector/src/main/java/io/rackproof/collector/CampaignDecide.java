package io.rackproof.collector;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rackproof campaign decide}: what a person decided, having seen the verdicts. */
@Command(
    name = "decide",
    description = "Records what was decided about a rack; it changes no verdict.",
    mixinStandardHelpOptions = true)
final class CampaignDecide extends CampaignChange {

  /** What was decided. */
  static final class Kind {
    @Option(names = "--accept", required = true, description = "the rack is accepted")
    boolean accept;

    @Option(names = "--decline", required = true, description = "the rack is not accepted")
    boolean decline;

    @Option(names = "--retest", required = true, description = "it is to be tested again")
    boolean retest;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  Kind kind = new Kind();

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
  String reason = "";

  @Override
  public Integer call() throws UserException {
    String decision = kind.accept ? "ACCEPT" : kind.decline ? "DECLINE" : "RETEST";
    post("decisions", body().put("decision", decision).put("reason", reason));
    if (kind.retest) {
      tell("begin it with: rackproof campaign retest " + campaign);
    }
    return 0;
  }
}
