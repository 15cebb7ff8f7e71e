package io.rackproof.collector.score;

import java.util.ArrayList;
import java.util.List;

/** The time in which a criterion is judged: its phase's spans without their settling. */
record JudgedTime(List<Span> spans) {

  /** [from, to) in milliseconds. */
  record Span(long from, long to) {
    long length() {
      return to - from;
    }
  }

  JudgedTime {
    spans = List.copyOf(spans);
  }

  static JudgedTime of(List<PhaseSpan> all, String phase) {
    List<Span> spans = new ArrayList<>();
    for (PhaseSpan span : all) {
      if (span.phase().equals(phase) && span.judgedFromMillis() < span.endMillis()) {
        spans.add(new Span(span.judgedFromMillis(), span.endMillis()));
      }
    }
    return new JudgedTime(spans);
  }

  long total() {
    long total = 0;
    for (Span span : spans) {
      total += span.length();
    }
    return total;
  }

  /** Whether any of [from, to] is judged. */
  boolean touches(long from, long to) {
    return spans.stream().anyMatch(s -> s.from() <= to && from < s.to());
  }
}
