package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Gathering;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One member of a criterion: hands each piece that it holds within the judged time to a statistic,
 * once; and shifted by the errors of its instruments to others like it. Not thread safe.
 */
final class Track {

  private final Member member;
  private final Gathering gathering;
  private final @Nullable Shifting shifting;

  /** Those that are given shifted values: up and down by turns, direction after direction. */
  private final List<Gathering> shifted;

  /** The largest standard uncertainty by resolution. */
  private double coarsest;

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
   * @param shifted what the errors of instruments make of it; empty when not known
   */
  record Gathered(
      long covered,
      long samples,
      Optional<JudgedTime.Span> longestGap,
      Optional<Measured> measured,
      Optional<Shifting.Shifted> shifted) {}

  /** A member of which no uncertainty is told. */
  Track(Member member, Gathering gathering) {
    this(member, gathering, null, List.of());
  }

  private Track(
      Member member, Gathering gathering, @Nullable Shifting shifting, List<Gathering> shifted) {
    this.member = member;
    this.gathering = gathering;
    this.shifting = shifting;
    this.shifted = shifted;
  }

  /**
   * @param instruments behind the member
   * @param gathering for a counter that starts again from 0 at a value; 0 when not known
   */
  static Track of(
      Member member,
      Instrumentation instruments,
      Optional<Shifting> shifting,
      DoubleFunction<Gathering> gathering) {
    double modulus = instruments.modulus();
    List<Gathering> shifted = new ArrayList<>();
    int directions = shifting.map(Shifting::directions).orElse(0);
    double share = directions > 0 && modulus > 0 ? instruments.modulusShare() : 0;
    for (int j = 0; j < directions; j++) {
      shifted.add(gathering.apply(modulus * (1 + share)));
      shifted.add(gathering.apply(modulus * (1 - share)));
    }
    return new Track(member, gathering.apply(modulus), shifting.orElse(null), shifted);
  }

  Member member() {
    return member;
  }

  /** Takes over what will not change any more: the pieces that end by a time. */
  void commit(Window window, JudgedTime time, long upTo) {
    StepFunction held =
        shifting == null ? window.held(member) : window.held(member, shifting.sources());
    if (held.hasResets()) {
      long[] seen = Arrays.stream(held.resets()).filter(reset -> reset <= upTo).toArray();
      resets = StepFunction.union(resets, seen);
    }
    for (int i = held.firstAfter(gatheredTo, taken); i < held.size() && held.end(i) <= upTo; i++) {
      add(held, i, time.spans());
      taken = held.start(i);
    }
    gatheredTo = upTo;
  }

  /** What it is worth now, with the pieces that are not taken over yet. */
  Gathered measure(Window window, JudgedTime time) {
    Track all = copy(Gathering::glance);
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
      if (shifting != null) {
        addShifted(shifting, held, i);
      }
      lastStart = from;
      heldTo = to;
      covered += to - from;
      samples++;
    }
  }

  /** The piece again, for each direction moved up and down. */
  private void addShifted(Shifting by, StepFunction held, int i) {
    coarsest = Math.max(coarsest, held.resolution(i));
    for (int j = 0; j < shifted.size(); j++) {
      double shift = by.shift(held, i, j / 2);
      double value = held.value(i) + (j % 2 == 0 ? shift : -shift);
      shifted
          .get(j)
          .add(piece.set(piece.start(), piece.end(), value, piece.carried(), piece.restarted()));
    }
  }

  private OptionalLong resetIn(long from, long to) {
    int first = resets.length == 0 ? 0 : Arrays.binarySearch(resets, from);
    first = first < 0 ? -first - 1 : first;
    return first < resets.length && resets[first] < to
        ? OptionalLong.of(resets[first])
        : OptionalLong.empty();
  }

  /** Leaves the span that it is in, and any in which nothing was held. */
  private void enter(int span, List<JudgedTime.Span> spans) {
    leave(span, spans);
    entered = span;
    heldTo = spans.get(span).from();
    gathering.enter(heldTo);
    shifted.forEach(s -> s.enter(heldTo));
  }

  private void leave(int until, List<JudgedTime.Span> spans) {
    if (entered >= 0) {
      gap(heldTo, spans.get(entered).to());
      long end = spans.get(entered).to();
      resetIn(lastStart + 1, end).ifPresent(gathering::restarted);
      gathering.leave(end);
      shifted.forEach(s -> s.leave(end));
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
    Optional<Measured> measured =
        samples > 0 ? Optional.of(gathering.measure(uncovered)) : Optional.empty();
    return new Gathered(
        covered,
        samples,
        longestGap.length() > 0 ? Optional.of(longestGap) : Optional.empty(),
        measured,
        measured.map(Measured::value).flatMap(value -> shifted(value, uncovered)));
  }

  private Optional<Shifting.Shifted> shifted(double value, long uncovered) {
    if (shifting == null || Double.isNaN(value)) {
      return Optional.empty();
    }
    List<Double> up = new ArrayList<>();
    List<Double> down = new ArrayList<>();
    for (int j = 0; j < shifted.size(); j += 2) {
      up.add(shifted.get(j).measure(uncovered).value());
      down.add(shifted.get(j + 1).measure(uncovered).value());
    }
    return Optional.of(shifting.shifted(up, down, value, coarsest, covered));
  }

  /** Copies of some. */
  static List<Track> copies(List<Track> tracks) {
    return tracks.stream().map(Track::copy).toList();
  }

  /** An independent copy that can go on by itself. */
  Track copy() {
    return copy(Gathering::copy);
  }

  private Track copy(UnaryOperator<Gathering> how) {
    List<Gathering> shiftedCopies = new ArrayList<>(shifted.size());
    for (Gathering one : shifted) {
      shiftedCopies.add(how.apply(one));
    }
    Track copy = new Track(member, how.apply(gathering), shifting, shiftedCopies);
    copy.coarsest = coarsest;
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
