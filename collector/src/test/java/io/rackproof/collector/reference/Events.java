package io.rackproof.collector.reference;

import io.rackproof.collector.score.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What docs/plans.md says of answers to events, sample by sample. */
final class Events {

  /**
   * @param baseline milliseconds before an event
   * @param share of the baseline that the signal may be away from it
   * @param hold milliseconds; 0 for until the end
   * @param observe milliseconds
   * @param limit of the time to recover in seconds, or of the excursion
   * @param what {@code time-to-recover}, {@code overshoot} or {@code undershoot}
   */
  record Step(
      long baseline,
      double share,
      long hold,
      long observe,
      Bound limit,
      String what,
      int repeats) {}

  /**
   * Of the worst event; the value is the later end of an interval where it has one.
   *
   * @param at when the event was seen; 0 for no event
   */
  record Answer(
      Verdict verdict, double value, double most, double coverage, long samples, long at) {}

  private record Edge(long before, long seen) {}

  private final Grid signal;
  private final Grid trigger;
  private final List<Phases.Span> spans;
  private final double leastCoverage;

  Events(Grid signal, Grid trigger, List<Phases.Span> spans, double leastCoverage) {
    this.signal = signal;
    this.trigger = trigger;
    this.spans = spans;
    this.leastCoverage = leastCoverage;
  }

  /** The last sample without the event and the first with it; the trigger is 0 with it. */
  private List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    long without = Long.MIN_VALUE;
    boolean with = false;
    for (int c = 0; c < trigger.known.length; c++) {
      if (!trigger.known[c]) {
        continue;
      }
      boolean now = trigger.value[c] == 0;
      if (now && !with && without != Long.MIN_VALUE) {
        edges.add(new Edge(without, trigger.since[c]));
      }
      with = now;
      without = now ? without : trigger.since[c];
    }
    return edges;
  }

  private long endOfSpan(long time) {
    return spans.stream()
        .filter(s -> s.from() <= time && time < s.to())
        .mapToLong(Phases.Span::to)
        .findFirst()
        .orElse(time);
  }

  Answer judge(Step step) {
    List<Edge> edges = edges().stream().filter(e -> endOfSpan(e.seen) > e.seen).toList();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      long end = Math.min(endOfSpan(edge.seen), edge.seen + step.observe());
      if (i + 1 < edges.size()) {
        end = Math.min(end, edges.get(i + 1).before);
      }
      answers.add(answer(step, edge, end));
    }
    long known = 0;
    long all = 0;
    for (Phases.Span span : spans) {
      all += span.length();
      for (int c = trigger.index(span.from()); c < trigger.index(span.to()); c++) {
        known += trigger.known[c] ? trigger.cell : 0;
      }
    }
    if (answers.isEmpty()) {
      return new Answer(Verdict.INCONCLUSIVE, Double.NaN, Double.NaN, 0, 0, 0);
    }
    Answer worst = answers.get(0);
    for (Answer answer : answers) {
      int order = answer.verdict().compareTo(worst.verdict());
      if (order < 0
          || (order == 0
              && step.limit().margin(answer.most()) < step.limit().margin(worst.most()))) {
        worst = answer;
      }
    }
    boolean open = answers.size() < step.repeats() || (double) known / all < leastCoverage;
    Verdict verdict =
        open && worst.verdict() != Verdict.FAIL ? Verdict.INCONCLUSIVE : worst.verdict();
    return new Answer(
        verdict, worst.value(), worst.most(), worst.coverage(), worst.samples(), worst.at());
  }

  private Answer answer(Step step, Edge edge, long end) {
    double sum = 0;
    long cells = 0;
    for (int c = Math.max(0, signal.index(edge.before - step.baseline()));
        c < signal.index(edge.before);
        c++) {
      if (signal.holds(c)) {
        sum += signal.value[c];
        cells++;
      }
    }
    boolean poor = (double) cells * signal.cell / step.baseline() < leastCoverage;
    double baseline = sum / cells;
    TreeSet<Long> samples = new TreeSet<>();
    long covered = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    long lastOutside = Long.MIN_VALUE;
    long inside = Long.MIN_VALUE;
    long insideFor = 0;
    boolean settled = false;
    for (int c = signal.index(edge.before); c < signal.index(Math.max(end, edge.before)); c++) {
      if (!signal.holds(c) || signal.since[c] < edge.before) {
        continue;
      }
      double value = signal.value[c];
      samples.add(signal.since[c]);
      covered += signal.time(c) >= edge.seen ? 1 : 0;
      highest = Math.max(highest, value);
      lowest = Math.min(lowest, value);
      if (settled) {
        continue;
      }
      double away = Bound.rounded(Math.abs(value - baseline));
      if (away > Bound.rounded(step.share() * Math.abs(baseline))) {
        lastOutside = signal.since[c];
        inside = Long.MIN_VALUE;
        insideFor = 0;
      } else {
        inside = inside == Long.MIN_VALUE ? signal.since[c] : inside;
        insideFor += signal.cell;
        settled = step.hold() > 0 && insideFor >= step.hold();
      }
    }
    double least;
    double most;
    if (step.what().equals("time-to-recover")) {
      least = lastOutside == Long.MIN_VALUE ? 0 : Math.max(0, lastOutside - edge.seen) / 1000.0;
      boolean back = inside != Long.MIN_VALUE && (step.hold() == 0 || settled);
      most = back ? (inside - edge.before) / 1000.0 : Double.POSITIVE_INFINITY;
    } else {
      double far = step.what().equals("overshoot") ? highest - baseline : baseline - lowest;
      least = Bound.rounded(Math.max(0, far));
      most = least;
    }
    double coverage = end > edge.seen ? (double) covered * signal.cell / (end - edge.seen) : 0;
    double value = Double.isInfinite(most) ? least : most;
    Verdict verdict = Verdict.PASS;
    if (poor) {
      value = Double.NaN;
      most = Double.NaN;
      verdict = Verdict.INCONCLUSIVE;
    } else if (step.limit().above(least)) {
      verdict = Verdict.FAIL;
    } else if (samples.isEmpty() || coverage < leastCoverage || !step.limit().holds(most)) {
      verdict = Verdict.INCONCLUSIVE;
    }
    return new Answer(verdict, value, most, coverage, samples.size(), edge.seen);
  }
}
