package io.rackproof.collector.ingest;

import java.util.List;

/**
 * What ingest does, for metrics. Counts are since the start of the process.
 *
 * @param agents connected, by rack and then by epoch
 * @param connections greeted
 * @param refusals connections that were refused: not this protocol, no version in common, not
 *     allowed
 * @param batches durable and acknowledged
 * @param poisonBatches set aside because they could not be understood
 * @param liveMessages with the newest values of an agent that is behind
 * @param load how near the limits are
 */
public record IngestStatus(
    List<AgentStatus> agents,
    long connections,
    long refusals,
    long batches,
    long poisonBatches,
    long liveMessages,
    Load load) {

  /**
   * How near the limits are.
   *
   * @param turnedAway connections that were refused because a limit was reached
   * @param memoryBytes of what is under way, as they are counted
   * @param memoryLimitBytes that they may take
   * @param paused agents that are not read because the memory is taken
   * @param series that the connected agents have defined
   */
  public record Load(
      long turnedAway, long memoryBytes, long memoryLimitBytes, int paused, long series) {}

  public IngestStatus {
    agents = List.copyOf(agents);
  }
}
