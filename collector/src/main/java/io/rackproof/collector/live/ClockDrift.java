package io.rackproof.collector.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How fast an agent's clock runs against the collector's, out of offsets that were measured over
 * the last hour. Each measurement bounds the offset (value ± uncertainty), so each two of them
 * bound the drift between them; the drift is what all of them allow. Not thread safe.
 */
final class ClockDrift {

  /** Clocks are disciplined and temperatures change: what is older says little. */
  private static final long KEPT_MILLIS = 3_600_000;

  /** One a minute is measured, and some more at connects. */
  private static final int MOST = 120;

  /** What gains more than a thousandth was set, it does not drift. */
  private static final double POSSIBLE = 0.001;

  private final Deque<Offset> offsets = new ArrayDeque<>();

  private record Offset(long atMillis, double millis, double uncertaintyMillis) {}

  /**
   * A drift.
   *
   * @param ratio seconds that the agent's clock gains in a second; 1e-6 is one part per million
   * @param uncertainty half the width of what the measurements allow, in the same unit
   */
  record Drift(double ratio, double uncertainty) {}

  /**
   * @param atMillis when it was measured, by the collector's clock
   * @param millis the agent's clock minus the collector's
   * @param uncertaintyMillis half the time that the exchange took
   */
  void measured(long atMillis, double millis, double uncertaintyMillis) {
    if (!offsets.isEmpty() && atMillis == offsets.getLast().atMillis()) {
      return;
    }
    if (!offsets.isEmpty() && atMillis < offsets.getLast().atMillis()) {
      // The collector's own clock was set back: nothing before tells anything of what comes.
      offsets.clear();
    }
    Offset newest = new Offset(atMillis, millis, uncertaintyMillis);
    while (!offsets.isEmpty()
        && (offsets.size() >= MOST || atMillis - offsets.getFirst().atMillis() > KEPT_MILLIS)) {
      offsets.removeFirst();
    }
    offsets.addLast(newest);
    while (offsets.size() > 1 && drift().isEmpty()) {
      // No one speed fits all of them: the clock was set, or its speed changed.
      offsets.removeFirst();
    }
  }

  /** Empty with fewer than two measurements. */
  Optional<Drift> drift() {
    double least = -POSSIBLE;
    double most = POSSIBLE;
    Offset[] all = offsets.toArray(Offset[]::new);
    for (int later = 1; later < all.length; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        double span = all[later].atMillis() - all[earlier].atMillis();
        double grown = all[later].millis() - all[earlier].millis();
        double doubt = all[later].uncertaintyMillis() + all[earlier].uncertaintyMillis();
        least = Math.max(least, (grown - doubt) / span);
        most = Math.min(most, (grown + doubt) / span);
      }
    }
    return all.length < 2 || least > most
        ? Optional.empty()
        : Optional.of(new Drift((least + most) / 2, (most - least) / 2));
  }
}
