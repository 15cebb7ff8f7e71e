package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
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

  /** Whether a phase by hand is on for a rack. */
  public static boolean isOn(Campaign campaign, String phase, String rack) {
    boolean on = false;
    for (Mark mark : campaign.course().marksOf(rack)) {
      if (mark.phase().equals(phase)) {
        on = mark.entered();
      }
    }
    return on;
  }

  static void check(Campaign campaign, Plan plan, Mark mark) throws CampaignRefusedException {
    List<String> byHand = byHand(plan);
    if (byHand.isEmpty()) {
      throw new CampaignRefusedException(
          "plan " + campaign.planName() + " has no phase that is entered by hand");
    }
    if (!byHand.contains(mark.phase())) {
      throw new CampaignRefusedException(
          "'" + mark.phase() + "' is no phase by hand." + Nearest.hint(mark.phase(), byHand));
    }
    for (String rack : campaign.racks()) {
      boolean meant = mark.rack().isEmpty() || mark.rack().equals(rack);
      if (meant && isOn(campaign, mark.phase(), rack) == mark.entered()) {
        throw new CampaignRefusedException(
            "phase "
                + mark.phase()
                + " is "
                + (mark.entered() ? "on already" : "not on")
                + (campaign.racks().size() > 1 ? " on rack " + rack : ""));
      }
    }
  }
}
