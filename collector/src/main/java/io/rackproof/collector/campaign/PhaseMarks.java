package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import java.util.List;

/** Which phases of a campaign a person may enter and leave. */
public final class PhaseMarks {

  private PhaseMarks() {}

  /** The names of the plan's phases by hand, in its order. */
  public static List<String> byHand(Plan plan) {
    return plan.phases().stream()
        .filter(phase -> phase.entry() instanceof Phase.ByHand)
        .map(Phase::name)
        .toList();
  }

  /** Whether a phase by hand is on. */
  public static boolean isOn(Campaign campaign, String phase) {
    boolean on = false;
    for (Mark mark : campaign.marks()) {
      if (mark.phase().equals(phase)) {
        on = mark.entered();
      }
    }
    return on;
  }

  static void check(Campaign campaign, Mark mark) throws CampaignRefusedException {
    List<String> byHand;
    try {
      byHand = byHand(Plan.parse(campaign.planName(), campaign.planText()));
    } catch (InvalidDocumentException e) {
      throw new CampaignRefusedException("the campaign's plan cannot be read: " + e.getMessage());
    }
    if (byHand.isEmpty()) {
      throw new CampaignRefusedException(
          "plan " + campaign.planName() + " has no phase that is entered by hand");
    }
    if (!byHand.contains(mark.phase())) {
      throw new CampaignRefusedException(
          "'" + mark.phase() + "' is no phase by hand." + Nearest.hint(mark.phase(), byHand));
    }
    if (isOn(campaign, mark.phase()) == mark.entered()) {
      throw new CampaignRefusedException(
          "phase " + mark.phase() + " is " + (mark.entered() ? "on already" : "not on"));
    }
  }
}
