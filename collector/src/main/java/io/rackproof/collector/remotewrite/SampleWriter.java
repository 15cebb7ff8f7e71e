package io.rackproof.collector.remotewrite;

import io.rackproof.wire.Sample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where placed samples go. */
public interface SampleWriter {

  /**
   * Stores samples of one request.
   *
   * @param epoch names the sender
   * @return how many were new, once they are durable; fails when they cannot be stored now
   */
  CompletionStage<Long> write(String epoch, Map<String, List<Sample>> byRack);
}
