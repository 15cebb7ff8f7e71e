package io.rackproof.simulator.fleet;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * A fleet and where it sends.
 *
 * @param racks how many agents; their rack ids are fleet-1, fleet-2 and so on
 * @param points samples in each batch
 * @param rate batches a second of each agent
 * @param seed of the values, and of the moments within a period at which agents send
 * @param tls empty for a plain connection
 */
public record FleetConfig(
    String host,
    int port,
    int racks,
    int points,
    double rate,
    long seed,
    Optional<SslContext> tls) {

  public FleetConfig {
    if (racks < 1 || racks > 10_000) {
      throw new IllegalArgumentException("a fleet has 1 to 10000 racks, not " + racks);
    }
    if (points < 1 || points > io.rackproof.wire.WireProtocol.MAX_BATCH_SAMPLES) {
      throw new IllegalArgumentException("a batch has 1 to 20000 points, not " + points);
    }
    if (!(rate > 0 && rate <= 1_000)) {
      throw new IllegalArgumentException(
          "a rate is above 0 and at most 1000 a second, not " + rate);
    }
  }

  /** Time between two batches of one agent. */
  long periodMicros() {
    return Math.max(1, Math.round(1e6 / rate));
  }
}
