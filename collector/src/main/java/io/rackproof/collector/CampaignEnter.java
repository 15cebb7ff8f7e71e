package io.rackproof.collector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rackproof campaign enter}: the outcome of an inspection, or a value measured by hand. */
@Command(
    name = "enter",
    description = "Enters what was inspected or measured by hand; the last entry counts.",
    mixinStandardHelpOptions = true)
final class CampaignEnter extends CampaignChange {

  /** What was found. */
  static final class Outcome {
    @Option(names = "--pass", required = true, description = "the inspection passed")
    boolean pass;

    @Option(names = "--fail", required = true, description = "the inspection failed")
    boolean fail;

    @Option(
        names = "--value",
        required = true,
        paramLabel = "X",
        description = "what was measured, in the unit of the criterion's limit")
    @Nullable Double value;
  }

  @Parameters(index = "1", paramLabel = "CRITERION", description = "its id in the plan")
  String criterion = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  Outcome outcome = new Outcome();

  @Option(
      names = "--uncertainty",
      paramLabel = "U",
      description = "expanded (k = 2) uncertainty of the value, in its unit")
  @Nullable Double uncertainty;

  @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "for people")
  String note = "";

  @Override
  public Integer call() throws UserException {
    ObjectNode body = body().put("criterion", criterion).put("note", note);
    if (outcome.value == null) {
      body.put("verdict", outcome.pass ? "PASS" : "FAIL");
    } else {
      body.put("value", outcome.value);
    }
    if (uncertainty != null) {
      body.put("uncertainty", uncertainty);
    }
    post("entries", body);
    return 0;
  }
}
