package io.rackproof.collector.web;

import java.util.List;

/**
 * A phase on the time line.
 *
 * @param state for people: {@code on}, {@code done} or {@code not yet}
 * @param spans in units of a thousandth of the time line
 */
public record PhaseView(String name, String state, boolean on, List<Span> spans) {

  /**
   * @param settle how much of its beginning is not judged
   */
  public record Span(long x, long settle, long width) {}

  public PhaseView {
    spans = List.copyOf(spans);
  }
}
