package io.rackproof.collector.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of batch numbers, kept as ranges that neither overlap nor touch. Not thread safe. */
final class SequenceRanges {

  /** Both ends are inside. */
  record Range(long first, long last) {}

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /**
   * Adds a range.
   *
   * @return the range that now holds it; it replaces all that began within it
   */
  Range add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      from = before.getKey();
    }
    Map.Entry<Long, Long> next = lastByFirst.ceilingEntry(from);
    while (next != null && next.getKey() - 1 <= to) {
      to = Math.max(to, next.getValue());
      lastByFirst.remove(next.getKey());
      next = lastByFirst.ceilingEntry(from);
    }
    lastByFirst.put(from, to);
    return new Range(from, to);
  }

  /** Whether every number of a range is in the set. */
  boolean contains(long first, long last) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(first);
    return range != null && range.getValue() >= last;
  }

  /** Whether any number of a range is in the set. */
  boolean intersects(long first, long last) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(last);
    return range != null && range.getValue() >= first;
  }

  /** All ranges in order. */
  List<Range> ranges() {
    return lastByFirst.entrySet().stream().map(e -> new Range(e.getKey(), e.getValue())).toList();
  }

  /** The highest n such that 1..n are all in the set; 0 when 1 is not. */
  long contiguous() {
    return lastByFirst.getOrDefault(1L, 0L);
  }
}
