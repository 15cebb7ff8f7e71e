package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.plan.DecisionPolicy;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.WithWaivers;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people decided about one rack, beside what was measured on it.
 *
 * @param day on which waivers are looked at, in UTC: they expire
 * @param waivers that hold for the rack, in force or not
 * @param decision the last about the rack
 * @param withWaivers what the policy says with them; empty when none is in force
 */
public record Decided(
    LocalDate day,
    List<Waiver> waivers,
    Optional<Decision> decision,
    Optional<WithWaivers> withWaivers) {

  public Decided {
    waivers = List.copyOf(waivers);
  }

  public static Decided of(
      Campaign campaign, Scorecard card, DecisionPolicy policy, LocalDate day) {
    List<Waiver> waivers = campaign.course().waiversOf(card.rack());
    Set<String> inForce =
        waivers.stream()
            .filter(w -> w.state(day) == Waiver.State.IN_FORCE)
            .map(Waiver::criterion)
            .collect(Collectors.toSet());
    return new Decided(
        day,
        waivers,
        campaign.course().decisionOf(card.rack()),
        inForce.isEmpty()
            ? Optional.empty()
            : Optional.of(WithWaivers.of(policy, card, inForce, campaign.cutShort())));
  }

  /** What was decided about a criterion: of several waivers the one that counts most. */
  public Disposition of(String criterion) {
    Disposition most = Disposition.NONE;
    for (Waiver waiver : waivers) {
      if (waiver.criterion().equals(criterion)) {
        Disposition own =
            switch (waiver.state(day)) {
              case IN_FORCE -> Disposition.WAIVED;
              case PENDING -> Disposition.WAIVER_PENDING;
              case EXPIRED -> Disposition.WAIVER_EXPIRED;
            };
        most = most == Disposition.NONE || own.compareTo(most) < 0 ? own : most;
      }
    }
    return most;
  }
}
