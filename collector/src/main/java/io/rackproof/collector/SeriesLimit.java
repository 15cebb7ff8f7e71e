package io.rackproof.collector;

import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The series that the store may hold: the newest sample of each is kept in memory for ever, so one
 * too many would end the collector. Series that are known already are taken whatever their number.
 * On the thread that stores.
 */
final class SeriesLimit {

  private static final Logger log = LoggerFactory.getLogger(SeriesLimit.class);

  private static final int MOST_REMEMBERED = 10_000;

  private record Life(String rack, String epoch) {}

  private final SampleStore store;
  private final long most;

  /** Those turned away since their last hello: later batches need the series of the refused one. */
  private final Set<Life> turnedAway = new LinkedHashSet<>();

  /** New series in the transaction that is being put together. */
  private long gathered;

  private boolean told;

  SeriesLimit(SampleStore store, long most) {
    this.store = store;
    this.most = most;
  }

  void hello(String rack, String epoch) {
    turnedAway.remove(new Life(rack, epoch));
  }

  /**
   * Why a batch is not stored now; null when it is.
   *
   * @param first whether it is the first of a transaction
   */
  @Nullable String objection(Delivery delivery, boolean first) {
    if (first) {
      gathered = 0;
    }
    Life life = new Life(delivery.rack().id(), delivery.epoch());
    if (turnedAway.contains(life)) {
      return why();
    }
    int unknown = 0;
    for (Series series : delivery.definitions().values()) {
      unknown += store.knows(life.rack(), series) ? 0 : 1;
    }
    if (unknown > 0 && store.series() + gathered + unknown > most) {
      turnedAway.add(life);
      if (turnedAway.size() > MOST_REMEMBERED) {
        turnedAway.remove(turnedAway.iterator().next()); // its connection ended long ago
      }
      tell(life.rack(), unknown);
      return why();
    }
    gathered += unknown;
    return null;
  }

  /**
   * The same for samples without an agent.
   *
   * @throws IOException when they would bring too many series
   */
  void check(Map<String, List<Sample>> byRack) throws IOException {
    int unknown = 0;
    for (Map.Entry<String, List<Sample>> of : byRack.entrySet()) {
      Set<Series> series = new HashSet<>();
      of.getValue().forEach(sample -> series.add(sample.series()));
      series.removeIf(one -> store.knows(of.getKey(), one));
      unknown += series.size();
    }
    if (unknown > 0 && store.series() + unknown > most) {
      tell(String.join(", ", byRack.keySet()), unknown);
      throw new IOException(why());
    }
  }

  private String why() {
    return "the store holds "
        + store.series()
        + " series, the most are "
        + most
        + " (ingest.most-series): give the collector more memory, or another collector to some"
        + " racks";
  }

  private void tell(String rack, int unknown) {
    if (!told) {
      told = true;
      log.warn("{} new series of rack {} are not taken: {}", unknown, rack, why());
    }
  }
}
