package io.rackproof.collector.campaign;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import java.time.LocalDate;
import java.util.List;

/** What a campaign lets people do; a refusal tells why and what to do. */
final class Rules {

  private Rules() {}

  static Plan planOf(Campaign campaign) throws CampaignRefusedException {
    try {
      return Plan.parse(campaign.planName(), campaign.planText());
    } catch (InvalidDocumentException e) {
      throw new CampaignRefusedException("the campaign's plan cannot be read: " + e.getMessage());
    }
  }

  /** The rack is one of the campaign's, or empty for all. */
  static void checkRack(Campaign campaign, String rack) throws CampaignRefusedException {
    if (!rack.isEmpty() && !campaign.racks().contains(rack)) {
      throw new CampaignRefusedException(
          "campaign "
              + campaign.id()
              + " does not judge rack '"
              + rack
              + "'."
              + Nearest.hint(rack, campaign.racks()));
    }
  }

  static Criterion criterion(Campaign campaign, String id) throws CampaignRefusedException {
    Plan plan = planOf(campaign);
    List<String> ids = plan.criteria().stream().map(Criterion::id).toList();
    return plan.criterion(id)
        .orElseThrow(
            () ->
                new CampaignRefusedException(
                    "the plan has no criterion '" + id + "'." + Nearest.hint(id, ids)));
  }

  /** A text that must not be empty, without the spaces around it. */
  static String required(String text, String what) throws CampaignRefusedException {
    if (text.isBlank()) {
      throw new CampaignRefusedException(what);
    }
    return text.strip();
  }

  static Entry entry(Campaign campaign, Entry entry) throws CampaignRefusedException {
    checkRack(campaign, entry.rack());
    Criterion criterion = criterion(campaign, entry.criterion());
    if (!(criterion.method() instanceof Method.Manual manual)) {
      throw new CampaignRefusedException(
          "criterion "
              + criterion.id()
              + " is judged from samples ("
              + criterion.statisticText()
              + "): nothing is entered for it. To let it pass in spite of its verdict, ask for a"
              + " waiver");
    }
    String by = required(entry.by(), "say who enters it");
    if (manual.measured()) {
      if (entry.value().isEmpty() || entry.passed().isPresent()) {
        throw new CampaignRefusedException(
            "criterion "
                + criterion.id()
                + " is measured by hand: enter a value in "
                + (criterion.limit().unitText().isEmpty() ? "1" : criterion.limit().unitText())
                + ", not pass or fail");
      }
      if (!Double.isFinite(entry.value().getAsDouble())
          || entry.uncertainty().orElse(0) < 0
          || !Double.isFinite(entry.uncertainty().orElse(0))) {
        throw new CampaignRefusedException(
            "a value is a finite number, and its uncertainty is not negative");
      }
    } else if (entry.passed().isEmpty() || entry.value().isPresent()) {
      throw new CampaignRefusedException(
          "criterion " + criterion.id() + " is an inspection: enter pass or fail, not a value");
    }
    return new Entry(
        entry.timeMillis(),
        entry.rack(),
        criterion.id(),
        by,
        entry.passed(),
        entry.value(),
        entry.uncertainty(),
        entry.note().strip());
  }

  /** A new waiver with its first signature. */
  static Waiver waiver(Campaign campaign, Waiver asked, LocalDate today)
      throws CampaignRefusedException {
    checkRack(campaign, asked.rack());
    criterion(campaign, asked.criterion());
    String reason = required(asked.reason(), "a waiver needs a reason");
    if (asked.expires().isBefore(today)) {
      throw new CampaignRefusedException(
          "a waiver until " + asked.expires() + " has expired already; today is " + today);
    }
    String by = required(asked.signOffs().get(0).by(), "say who asks for the waiver");
    return new Waiver(
        campaign.course().waivers().size() + 1,
        asked.timeMillis(),
        asked.criterion(),
        asked.rack(),
        reason,
        asked.expires(),
        List.of(new Waiver.SignOff(asked.timeMillis(), by)));
  }

  /** The waiver with one signature more. */
  static Waiver signed(Campaign campaign, int number, Waiver.SignOff signOff, LocalDate today)
      throws CampaignRefusedException {
    List<Waiver> waivers = campaign.course().waivers();
    if (number < 1 || number > waivers.size()) {
      throw new CampaignRefusedException(
          "campaign "
              + campaign.id()
              + " has no waiver "
              + number
              + (waivers.isEmpty()
                  ? ": none was asked for"
                  : ": its waivers are 1 to " + waivers.size()));
    }
    Waiver waiver = waivers.get(number - 1);
    String by = required(signOff.by(), "say who signs");
    switch (waiver.state(today)) {
      case EXPIRED ->
          throw new CampaignRefusedException(
              "waiver " + number + " expired on " + waiver.expires() + ": ask for a new one");
      case IN_FORCE ->
          throw new CampaignRefusedException(
              "waiver " + number + " is in force already until " + waiver.expires());
      case PENDING -> {
        // One more signature is what it waits for.
      }
    }
    if (waiver.isSignedBy(by)) {
      throw new CampaignRefusedException(
          by + " has signed waiver " + number + " already: the second signature is another's");
    }
    return waiver.signed(new Waiver.SignOff(signOff.timeMillis(), by));
  }

  static Decision decision(Campaign campaign, Decision decision) throws CampaignRefusedException {
    checkRack(campaign, decision.rack());
    if (campaign.state() == Campaign.State.RUNNING) {
      throw new CampaignRefusedException(
          "campaign " + campaign.id() + " is running: finish or abort it before it is decided");
    }
    return new Decision(
        decision.timeMillis(),
        decision.rack(),
        decision.kind(),
        required(decision.by(), "say who decides"),
        required(decision.reason(), "a decision needs a reason"));
  }
}
