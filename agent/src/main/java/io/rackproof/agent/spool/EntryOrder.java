package io.rackproof.agent.spool;

import io.rackproof.agent.spool.LossTable.LossRow;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import java.util.ArrayList;
import java.util.List;

/** Batches and losses, each in order, as one run in order. */
final class EntryOrder {

  private EntryOrder() {}

  /**
   * The first {@code limit} of both together. What is beyond the last batch read may be followed by
   * batches that were not: losses count only up to there, unless all batches were read.
   */
  static List<SpoolEntry> merge(List<StoredBatch> batches, List<LossRow> losses, int limit) {
    List<SpoolEntry> merged = new ArrayList<>(batches.size() + losses.size());
    int nextLoss = 0;
    for (StoredBatch batch : batches) {
      while (nextLoss < losses.size()
          && losses.get(nextLoss).range().firstSequence() <= batch.sequence()) {
        merged.add(losses.get(nextLoss++).range());
      }
      merged.add(batch);
    }
    if (batches.isEmpty()) {
      losses.forEach(loss -> merged.add(loss.range()));
    }
    return List.copyOf(merged.subList(0, Math.min(limit, merged.size())));
  }
}
