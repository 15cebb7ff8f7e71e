package io.rackproof.collector.live;

import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.WorstTraces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Final scorecards and their traces. Thread safe. */
final class KeptScorecards {

  private final KeptFiles files;

  /**
   * @param folder made when the first is kept
   */
  KeptScorecards(Path folder) {
    this.files = new KeptFiles(folder, "scorecard", 2);
  }

  /**
   * The scorecard that was judged from this basis.
   *
   * @param basis tells all that a verdict depends on
   */
  Optional<Scorecard> scorecard(String campaign, String rack, String basis) {
    return files.read(campaign, rack, basis, ScorecardBytes::read);
  }

  /**
   * The traces that belong to it.
   *
   * @param all or only those that a report draws, which stand first
   */
  Optional<Map<String, List<Trace>>> traces(
      String campaign, String rack, String basis, boolean all) {
    return files.read(
        campaign,
        rack,
        basis,
        in -> {
          ScorecardBytes.read(in);
          Map<String, List<Trace>> worst = ScorecardBytes.readTraces(in);
          return all ? ScorecardBytes.readTraces(in) : worst;
        });
  }

  /** Keeps one in the place of the one before. */
  void keep(
      String campaign,
      String rack,
      String basis,
      Scorecard scorecard,
      Map<String, List<Trace>> traces) {
    files.keep(
        campaign,
        rack,
        basis,
        out -> {
          ScorecardBytes.write(out, scorecard);
          ScorecardBytes.writeTraces(out, WorstTraces.of(scorecard, traces));
          ScorecardBytes.writeTraces(out, traces);
        });
  }
}
