package io.rackproof.collector.score;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What another rack reached, to compare with.
 *
 * @param rack its id
 * @param generation of the rack
 * @param criterion id of the criterion, in the plan that it was judged by
 * @param labels of the member, the rack not among them
 * @param value in the unit of the statistic itself, before any comparison
 */
public record Reference(
    String rack, String generation, String criterion, Map<String, String> labels, double value) {

  public Reference {
    labels = withoutRack(labels);
  }

  /** Labels that the same member has on every rack. */
  static SortedMap<String, String> withoutRack(Map<String, String> labels) {
    SortedMap<String, String> kept = new TreeMap<>(labels);
    kept.remove("rack");
    return Collections.unmodifiableSortedMap(kept);
  }
}
