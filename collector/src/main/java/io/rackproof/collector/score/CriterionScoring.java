package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Window;
import java.util.List;

/** Gathers what one criterion is judged by, and judges it. Not thread safe. */
interface CriterionScoring {

  /**
   * Takes over what will not change any more.
   *
   * @param spans of all phases, final up to that time
   */
  void commit(Window window, List<PhaseSpan> spans, long upTo);

  /**
   * The verdict now, with what is not taken over yet.
   *
   * @param window ends with the time that is judged
   */
  CriterionResult judge(Window window, Moment moment);

  /** An independent copy that can go on by itself. */
  CriterionScoring copy();
}
