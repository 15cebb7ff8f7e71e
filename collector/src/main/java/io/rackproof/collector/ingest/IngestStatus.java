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
 */
public record IngestStatus(
    List<AgentStatus> agents,
    long connections,
    long refusals,
    long batches,
    long poisonBatches,
    long liveMessages) {

  public IngestStatus {
    agents = List.copyOf(agents);
  }
}
