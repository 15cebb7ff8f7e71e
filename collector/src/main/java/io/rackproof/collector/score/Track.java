package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Gathering;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Piece;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One member of a criterion: hands each piece that it holds within the judged time to a statistic,
 * once. Not thread safe.
 */
final class Track {

  private final Member member;
  private final Gathering gathering;
  private final Piece piece = new Piece();

  /** Pieces that end by then were handed on. */
  private long gatheredTo = Long.MIN_VALUE;

  /** Where the last of them started. */
  private long taken = Long.MIN_VALUE;

  /** The span that is entered, or -1. */
  private int entered = -1;

  /** Where the last piece of the span ended. */
  private long heldTo;

  private long lastStart;

  /** When its counter is known to have restarted. */
  private long[] resets = {};

  private long covered;
  private long samples;
  private JudgedTime.Span longestGap = new JudgedTime.Span(0, 0);

  /**
   * What was gathered of a member.
   *
   * @param covered milliseconds of the judged time in which it held a value
   * @param samples pieces that it held
   * @param longestGap the longest stretch of the judged time without a value
   * @param measured the statistic; empty without samples
   */
  record Gathered(
      long covered,
      long samples,
      Optional<JudgedTime.Span> longestGap,
      Optional<Measured> measured) {}

  Track(Member member, Gathering gathering) {
    this.member = member;
    this.gathering = gathering;
  }

  Member member() {
    return member;
  }

  /** Takes over what will not change any more: the pieces that end by a time. */
  void commit(Window window, JudgedTime time, long upTo) {
    StepFunction held = window.held(member);
    long[] seen = Arrays.stream(held.resets()).filter(reset -> reset <= upTo).toArray();
    resets = StepFunction.union(resets, seen);
    for (int i = held.firstAfter(gatheredTo, taken); i < held.size() && held.end(i) <= upTo; i++) {
      add(held, i, time.spans());
      taken = held.start(i);
    }
    gatheredTo = upTo;
  }

  /** What it is worth now, with the pieces that are not taken over yet. */
  Gathered measure(Window window, JudgedTime time) {
    Track all = copy();
    all.commit(window, time, Long.MAX_VALUE);
    return all.finish(time);
  }

  private void add(StepFunction held, int i, List<JudgedTime.Span> spans) {
    if (Double.isNaN(held.value(i))) {
      return;
    }
    long start = held.start(i);
    long end = held.end(i);
    int span = Math.max(0, entered);
    while (span < spans.size() && spans.get(span).to() <= start) {
      span++;
    }
    for (; span < spans.size() && spans.get(span).from() < end; span++) {
      JudgedTime.Span judged = spans.get(span);
      long from = Math.max(start, judged.from());
      long to = Math.min(end, judged.to());
      boolean first = span != entered;
      if (first) {
        enter(span, spans);
      }
      gap(heldTo, from);
      OptionalLong reset = resetIn(first ? judged.from() : lastStart + 1, from + 1);
      boolean restarted = !first && reset.isPresent();
      if (first) {
        reset.ifPresent(gathering::restarted);
      }
      gathering.add(piece.set(from, to, held.value(i), start < judged.from(), restarted));
      lastStart = from;
      heldTo = to;
      covered += to - from;
      samples++;
    }
  }

  private OptionalLong resetIn(long from, long to) {
    return Arrays.stream(resets).filter(reset -> reset >= from && reset < to).findFirst();
  }

  /** Leaves the span that it is in, and any in which nothing was held. */
  private void enter(int span, List<JudgedTime.Span> spans) {
    leave(span, spans);
    entered = span;
    heldTo = spans.get(span).from();
    gathering.enter(heldTo);
  }

  private void leave(int until, List<JudgedTime.Span> spans) {
    if (entered >= 0) {
      gap(heldTo, spans.get(entered).to());
      resetIn(lastStart + 1, spans.get(entered).to()).ifPresent(gathering::restarted);
      gathering.leave(spans.get(entered).to());
    }
    for (int i = entered + 1; i < until; i++) {
      gap(spans.get(i).from(), spans.get(i).to());
      gathering.enter(spans.get(i).from());
      gathering.leave(spans.get(i).to());
      resetIn(spans.get(i).from(), spans.get(i).to()).ifPresent(gathering::restarted);
    }
  }

  private void gap(long from, long to) {
    if (to - from > longestGap.length()) {
      longestGap = new JudgedTime.Span(from, to);
    }
  }

  private Gathered finish(JudgedTime time) {
    leave(time.spans().size(), time.spans());
    long uncovered = time.total() - covered;
    return new Gathered(
        covered,
        samples,
        longestGap.length() > 0 ? Optional.of(longestGap) : Optional.empty(),
        samples > 0 ? Optional.of(gathering.measure(uncovered)) : Optional.empty());
  }

  private Track copy() {
    Track copy = new Track(member, gathering.copy());
    copy.gatheredTo = gatheredTo;
    copy.taken = taken;
    copy.entered = entered;
    copy.heldTo = heldTo;
    copy.lastStart = lastStart;
    copy.resets = resets;
    copy.covered = covered;
    copy.samples = samples;
    copy.longestGap = longestGap;
    return copy;
  }
}
