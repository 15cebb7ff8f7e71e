package io.rackproof.collector.remotewrite;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who may write, and where his series belong.
 *
 * @param name stands in the store as where samples came from; never change it
 * @param token that the sender must show
 * @param racks that it may write
 * @param labels that each of its series gets
 * @param from our label by theirs, which is renamed
 * @param drop labels that are left away
 * @param metrics first match counts; all are kept when there is none
 * @param clockWithin how far its clock is from the collector's at most; without it nobody knows
 *     when its samples were taken, and they are not judged
 * @param oldest samples older than this are refused
 * @param samplesPerSecond that it may send in the long run
 */
public record Sender(
    String name,
    String token,
    Set<String> racks,
    Map<String, String> labels,
    Map<String, String> from,
    Set<String> drop,
    List<MetricRule> metrics,
    Optional<Duration> clockWithin,
    Duration oldest,
    int samplesPerSecond) {

  /** A Prometheus can have been cut off for a day or two. */
  public static final Duration DEFAULT_OLDEST = Duration.ofDays(7);

  public static final int DEFAULT_SAMPLES_PER_SECOND = 100_000;

  public Sender {
    racks = Set.copyOf(racks);
    labels = Map.copyOf(labels);
    from = Map.copyOf(from);
    drop = Set.copyOf(drop);
    metrics = List.copyOf(metrics);
  }

  /** The epoch under which the store numbers what it sends. */
  String epoch() {
    return "remote-write:" + name;
  }

  /** The token is nobody's business. */
  @Override
  public String toString() {
    return "Sender[" + name + "]";
  }
}
