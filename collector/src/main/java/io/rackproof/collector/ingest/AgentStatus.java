package io.rackproof.collector.ingest;

/**
 * An agent that is connected and was greeted, for metrics.
 *
 * @param rack id
 * @param epoch of the agent's spool
 * @param address the agent's
 * @param software what it calls itself
 * @param sinceMillis when it was greeted, milliseconds since 1970-01-01T00:00Z
 * @param acknowledged highest batch number acknowledged
 * @param newest highest batch number that the agent has told of
 * @param inFlight batches handed on and not yet durable
 * @param clockOffsetMillis the agent's clock minus this one, as the agent told last; 0 before
 */
public record AgentStatus(
    String rack,
    String epoch,
    String address,
    String software,
    long sinceMillis,
    long acknowledged,
    long newest,
    int inFlight,
    long clockOffsetMillis) {

  /** Batches that wait at the agent, or are under way. */
  public long backlog() {
    return Math.max(0, newest - acknowledged);
  }

  AgentStatus clock(long offsetMillis) {
    return new AgentStatus(
        rack, epoch, address, software, sinceMillis, acknowledged, newest, inFlight, offsetMillis);
  }

  AgentStatus progress(long acknowledgedNow, long newestNow, int inFlightNow) {
    return new AgentStatus(
        rack,
        epoch,
        address,
        software,
        sinceMillis,
        acknowledgedNow,
        newestNow,
        inFlightNow,
        clockOffsetMillis);
  }
}
