package io.rackproof.collector.remotewrite;

/**
 * How a target does.
 *
 * @param lagMillis time between the newest sample stored and the newest sent, of the rack that is
 *     furthest behind; 0 when all was sent
 * @param sentSamples taken by the target
 * @param droppedSamples that it refused for good
 * @param failedRequests that have to be sent again
 * @param missedBatches that were not there any more when their turn came: lost by the agent, or
 *     deleted here
 */
public record ForwardStatus(
    long lagMillis,
    long sentSamples,
    long droppedSamples,
    long failedRequests,
    long missedBatches) {}
