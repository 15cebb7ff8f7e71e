package io.rackproof.collector.remotewrite;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of a request.
 *
 * @param taken samples that are durable, were before, or that the sender's rules leave away
 * @param refused samples by reason
 * @param example a series for each reason
 */
public record WriteAnswer(long taken, Map<Refusal, Long> refused, Map<Refusal, String> example) {

  public WriteAnswer {
    refused = Map.copyOf(refused);
    example = Map.copyOf(example);
  }

  /** Whether the sender is told that something was refused. */
  public boolean isPartial() {
    return !refused.isEmpty();
  }

  /** For people, one line a reason. */
  public String text() {
    return refused.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            e ->
                e.getValue()
                    + " refused, "
                    + e.getKey().label()
                    + ": "
                    + example.getOrDefault(e.getKey(), "")
                    + " "
                    + e.getKey().meaning())
        .collect(Collectors.joining("\n", "", "\nThe other " + taken + " samples are taken.\n"));
  }
}
