package io.rackproof.collector.score.signal;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * One member of a signal: a set of labels, the metric's name not among them, and how it is found.
 */
public final class Member {

  private final SortedMap<String, String> labels;
  private final Node node;
  private final String name;

  Member(SortedMap<String, String> labels, Node node) {
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    this.node = node;
    this.name = this.labels.toString();
  }

  public SortedMap<String, String> labels() {
    return labels;
  }

  /** Its labels as one text. */
  public String name() {
    return name;
  }

  Node node() {
    return node;
  }

  /** The same member with a condition of its value, which has no uncertainty. */
  public Member map(DoubleUnaryOperator condition) {
    return map(condition, Node.FLAT, Double.NaN);
  }

  /**
   * The same member with a function of its value.
   *
   * @param slope its derivative
   * @param factor where it is nothing but a multiplication, else NaN
   */
  Member map(DoubleUnaryOperator function, DoubleUnaryOperator slope, double factor) {
    return new Member(labels, new Node.Each(node, function, slope, factor));
  }

  /** The same member with other labels. */
  public Member named(SortedMap<String, String> names) {
    return new Member(names, node);
  }

  @Override
  public String toString() {
    return name;
  }
}
