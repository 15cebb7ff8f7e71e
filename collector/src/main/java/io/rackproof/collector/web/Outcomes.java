package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.report.Decided;
import io.rackproof.collector.report.Disposition;
import io.rackproof.collector.score.Scorecard;

/** How runs ended and what was decided, in words. */
final class Outcomes {

  private Outcomes() {}

  static String word(Campaign.State state) {
    return switch (state) {
      case RUNNING -> "running";
      case COMPLETED -> "completed";
      case ABORTED -> "aborted";
      case ERROR -> "error";
    };
  }

  static String word(Decision.Kind kind) {
    return switch (kind) {
      case ACCEPT -> "accepted";
      case DECLINE -> "declined";
      case RETEST -> "retest";
    };
  }

  /** How the run goes or ended: {@code aborted: the pump broke}. */
  static String sentence(Campaign campaign) {
    String reason = campaign.endReason();
    return word(campaign.state()) + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** What was decided about a rack: {@code accepted by ann; 1 criterion waived}. */
  static String sentence(Decided decided, Scorecard card) {
    String decision =
        decided.decision().map(d -> word(d.kind()) + " by " + d.by()).orElse("nothing yet");
    long waived =
        card.criteria().stream().filter(c -> decided.of(c.id()) == Disposition.WAIVED).count();
    return waived == 0
        ? decision
        : decision + "; " + waived + (waived == 1 ? " criterion" : " criteria") + " waived";
  }
}
