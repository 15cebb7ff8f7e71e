package io.rackproof.collector.ingest;

import io.rackproof.wire.proto.Frame;

/**
 * A frame for which there is memory.
 *
 * @param claim to be released once nothing of the frame is held any more
 */
record Admitted(Frame frame, MemoryBudget.Claim claim) {}
