package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.WorstTraces;
import io.rackproof.wire.RackIdentity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * All that a report tells. The same input gives the same bytes.
 *
 * @param traces by criterion id, in the criterion's unit, for the plots: those of the worst members
 *     stay
 * @param data what the verdicts rest on
 * @param software name and version of the program that judged
 * @param day on which waivers are looked at, in UTC: they expire
 * @param conditions what surrounded the rack; empty when not known
 */
public record ReportInput(
    Campaign campaign,
    Plan plan,
    RackIdentity rack,
    Scorecard scorecard,
    Map<String, List<Trace>> traces,
    DataRecord data,
    String software,
    LocalDate day,
    List<Condition> conditions) {

  /** A report as of the day up to which was judged. */
  public ReportInput(
      Campaign campaign,
      Plan plan,
      RackIdentity rack,
      Scorecard scorecard,
      Map<String, List<Trace>> traces,
      DataRecord data,
      String software) {
    this(
        campaign,
        plan,
        rack,
        scorecard,
        traces,
        data,
        software,
        LocalDate.ofInstant(Instant.ofEpochMilli(scorecard.scoredToMillis()), ZoneOffset.UTC),
        List.of());
  }

  /** What the decision still waits for. */
  Remaining remaining() {
    return Remaining.of(scorecard, plan.policy());
  }

  /** What people decided about the rack. */
  Decided decided() {
    return Decided.of(campaign, scorecard, plan.policy(), day);
  }

  /**
   * @param device its name on the rack
   * @param role pdu, power-shelf, cdu, switch, meter…
   * @param series how many were read from it
   * @param samples in the campaign's time
   * @param notGood how many of them are not good
   * @param identities what it said of itself, by name
   */
  public record Equipment(
      String device,
      String role,
      int series,
      long samples,
      long notGood,
      List<DeviceIdentity> identities) {

    public Equipment {
      identities = List.copyOf(identities);
    }
  }

  public ReportInput {
    traces = WorstTraces.of(scorecard, traces);
    conditions = List.copyOf(conditions);
  }
}
