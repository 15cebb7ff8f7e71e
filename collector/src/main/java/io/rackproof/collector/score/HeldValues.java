package io.rackproof.collector.score;

import java.util.Arrays;
import java.util.List;

/**
 * What a member held within the judged time: the pieces that have a value, clipped to the judged
 * spans. A piece whose sample came before its span is carried in.
 */
final class HeldValues {

  private final List<JudgedTime.Span> spans;
  private final StepFunction held;
  private final StepFunction pieces;
  private final int[] firstOfSpan;
  private final boolean[] carried;
  private final long covered;

  HeldValues(StepFunction held, JudgedTime time) {
    this.spans = time.spans();
    this.held = held;
    this.firstOfSpan = new int[spans.size() + 1];
    this.carried = new boolean[spans.size()];
    StepFunction.Builder builder = new StepFunction.Builder(held.size() + spans.size());
    long total = 0;
    for (int s = 0; s < spans.size(); s++) {
      JudgedTime.Span span = spans.get(s);
      firstOfSpan[s] = builder.size();
      for (int i = held.firstEndingAfter(span.from()); i < held.size(); i++) {
        long start = Math.max(held.start(i), span.from());
        long end = Math.min(held.end(i), span.to());
        if (held.start(i) >= span.to()) {
          break;
        }
        if (!Double.isNaN(held.value(i))) {
          carried[s] |= held.start(i) < span.from();
          builder.add(start, end, held.value(i));
          total += end - start;
        }
      }
    }
    firstOfSpan[spans.size()] = builder.size();
    this.pieces = builder.build(new long[0]);
    this.covered = total;
  }

  int size() {
    return pieces.size();
  }

  long start(int i) {
    return pieces.start(i);
  }

  long end(int i) {
    return pieces.end(i);
  }

  long length(int i) {
    return pieces.end(i) - pieces.start(i);
  }

  double value(int i) {
    return pieces.value(i);
  }

  double[] sortedValues() {
    double[] values = new double[size()];
    Arrays.setAll(values, this::value);
    Arrays.sort(values);
    return values;
  }

  int spanCount() {
    return spans.size();
  }

  JudgedTime.Span span(int s) {
    return spans.get(s);
  }

  /** The first piece of a span; for the number of spans, {@link #size()}. */
  int firstOf(int s) {
    return firstOfSpan[s];
  }

  /** Whether the first piece of a span began with a sample before it. */
  boolean isCarriedInto(int s) {
    return carried[s];
  }

  /** Whether a counter is known to have restarted in (after, upTo]. */
  boolean hasResetIn(long after, long upTo) {
    return held.hasResetIn(after, upTo);
  }

  /** Milliseconds of the judged time in which it has a value. */
  long covered() {
    return covered;
  }

  /**
   * The longest stretch of the judged time without a value: from and to; empty when there is none.
   */
  java.util.Optional<JudgedTime.Span> longestGap() {
    JudgedTime.Span longest = new JudgedTime.Span(0, 0);
    for (int s = 0; s < spans.size(); s++) {
      long from = spans.get(s).from();
      for (int i = firstOf(s); i <= firstOf(s + 1); i++) {
        long to = i < firstOf(s + 1) ? start(i) : spans.get(s).to();
        if (to - from > longest.length()) {
          longest = new JudgedTime.Span(from, to);
        }
        from = i < firstOf(s + 1) ? end(i) : from;
      }
    }
    return longest.length() > 0 ? java.util.Optional.of(longest) : java.util.Optional.empty();
  }
}
