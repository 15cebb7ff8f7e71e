package io.rackproof.agent.uplink;

/**
 * What an uplink does, for metrics and for people.
 *
 * @param connected greeted by the collector and not disconnected since
 * @param acknowledged highest batch number that the collector has acknowledged in the current
 *     epoch; 0 when none
 * @param unacknowledged batches and losses sent on this connection and not acknowledged
 * @param refusedBatches that the collector could not understand, since the start of the process
 * @param clockOffsetMillis this clock minus the collector's, by the best exchange of late; 0 before
 *     one
 * @param clockUncertaintyMillis half of that exchange's round trip
 * @param connections greeted since the start of the process
 * @param liveMessages with the newest values, sent beside a backlog since the start of the process
 * @param lastError why the last connection ended or could not be had; empty when none did
 */
public record UplinkStatus(
    boolean connected,
    long acknowledged,
    int unacknowledged,
    long refusedBatches,
    double clockOffsetMillis,
    double clockUncertaintyMillis,
    long connections,
    long liveMessages,
    String lastError) {

  static final UplinkStatus INITIAL = new UplinkStatus(false, 0, 0, 0, 0, 0, 0, 0, "");

  /** Connections after the first. */
  public long reconnects() {
    return Math.max(0, connections - 1);
  }

  UplinkStatus greeted(ClockOffset offset, long collectorHas) {
    return new UplinkStatus(
        true,
        collectorHas,
        0,
        refusedBatches,
        offset.millis(),
        offset.uncertaintyMillis(),
        connections + 1,
        liveMessages,
        lastError);
  }

  UplinkStatus clock(ClockOffset offset) {
    return new UplinkStatus(
        connected,
        acknowledged,
        unacknowledged,
        refusedBatches,
        offset.millis(),
        offset.uncertaintyMillis(),
        connections,
        liveMessages,
        lastError);
  }

  UplinkStatus progress(long acknowledgedNow, int unacknowledgedNow) {
    return new UplinkStatus(
        connected,
        acknowledgedNow,
        unacknowledgedNow,
        refusedBatches,
        clockOffsetMillis,
        clockUncertaintyMillis,
        connections,
        liveMessages,
        lastError);
  }

  UplinkStatus live(int messages) {
    return new UplinkStatus(
        connected,
        acknowledged,
        unacknowledged,
        refusedBatches,
        clockOffsetMillis,
        clockUncertaintyMillis,
        connections,
        liveMessages + messages,
        lastError);
  }

  UplinkStatus refusedBatch() {
    return new UplinkStatus(
        connected,
        acknowledged,
        unacknowledged,
        refusedBatches + 1,
        clockOffsetMillis,
        clockUncertaintyMillis,
        connections,
        liveMessages,
        lastError);
  }

  UplinkStatus disconnected(String why) {
    return new UplinkStatus(
        false,
        acknowledged,
        0,
        refusedBatches,
        clockOffsetMillis,
        clockUncertaintyMillis,
        connections,
        liveMessages,
        why);
  }
}
