package io.rackproof.collector.score;

import io.rackproof.collector.plan.Statistic;
import java.util.Arrays;

/** How each statistic follows a window that moves forward over pieces. */
final class WindowValues {

  private WindowValues() {}

  static RollingStatistics.WindowValue of(
      HeldValues held, Statistic statistic, Bounds signal, long window) {
    return switch (statistic.kind()) {
      case MIN -> new Extreme(held, false);
      case MAX -> new Extreme(held, true);
      case PERCENTILE -> new Percentile(held, statistic.share(), window);
      case LAST -> (to, first, last, covered) -> held.value(last);
      case MEAN -> {
        double reference = held.value(0);
        Sums sums = new Sums(held, window, v -> v - reference);
        yield (to, first, last, covered) -> reference + sums.at(to, first, last) / covered;
      }
      case INTEGRAL -> {
        double reference = held.value(0);
        Sums sums = new Sums(held, window, v -> v - reference);
        yield (to, first, last, covered) ->
            (reference * covered + sums.at(to, first, last)) / 1000.0;
      }
      case STDDEV -> {
        double reference = held.value(0);
        Sums sums = new Sums(held, window, v -> v - reference);
        Sums squares = new Sums(held, window, v -> (v - reference) * (v - reference));
        yield (to, first, last, covered) -> {
          double mean = sums.at(to, first, last) / covered;
          return Math.sqrt(Math.max(0, squares.at(to, first, last) / covered - mean * mean));
        };
      }
      case INCREASE -> new Growth(held);
      case RATE -> {
        Growth growth = new Growth(held);
        yield (to, first, last, covered) ->
            growth.at(to, first, last, covered) / (covered / 1000.0);
      }
      case TIME_OUTSIDE -> {
        Sums sums = new Sums(held, window, v -> signal.isOutside(v) ? 1 : 0);
        yield (to, first, last, covered) -> sums.at(to, first, last) / 1000.0;
      }
      case LONGEST_OUTSIDE -> new Longest(held, signal, window);
      case SLOPE, CHANGES -> throw new IllegalStateException("not judged yet");
    };
  }

  /** Time integrals of a function of the value, as differences of sums. */
  private static final class Sums {
    private final HeldValues held;
    private final long window;
    private final double[] each;
    private final double[] before;

    Sums(HeldValues held, long window, java.util.function.DoubleUnaryOperator of) {
      this.held = held;
      this.window = window;
      this.each = new double[held.size()];
      this.before = new double[held.size() + 1];
      for (int i = 0; i < held.size(); i++) {
        each[i] = of.applyAsDouble(held.value(i));
        before[i + 1] = before[i] + each[i] * held.length(i);
      }
    }

    double at(long to, int first, int last) {
      double all = before[last + 1] - before[first];
      all -= each[first] * Math.max(0, to - window - held.start(first));
      all -= each[last] * Math.max(0, held.end(last) - to);
      return all;
    }
  }

  /** A queue of the pieces that may yet be the extreme, the present one first. */
  private static final class Extreme implements RollingStatistics.WindowValue {
    private final HeldValues held;
    private final boolean highest;
    private final int[] queue;
    private int head;
    private int tail;
    private int next;

    Extreme(HeldValues held, boolean highest) {
      this.held = held;
      this.highest = highest;
      this.queue = new int[held.size()];
    }

    @Override
    public double at(long to, int first, int last, long covered) {
      for (next = Math.max(next, first); next <= last; next++) {
        while (tail > head && beats(next, queue[tail - 1])) {
          tail--;
        }
        queue[tail++] = next;
      }
      while (queue[head] < first) {
        head++;
      }
      return held.value(queue[head]);
    }

    private boolean beats(int a, int b) {
      return highest ? held.value(a) >= held.value(b) : held.value(a) <= held.value(b);
    }
  }

  /** Time at each value in the window, in a binary indexed tree over the sorted values. */
  private static final class Percentile implements RollingStatistics.WindowValue {
    private final HeldValues held;
    private final double share;
    private final long window;
    private final double[] values;
    private final int[] ranks;
    private final long[] tree;
    private final long[] weights;
    private int from;
    private int until;

    Percentile(HeldValues held, double share, long window) {
      this.held = held;
      this.share = share;
      this.window = window;
      this.values = Arrays.stream(held.sortedValues()).distinct().toArray();
      this.ranks = new int[held.size()];
      for (int i = 0; i < ranks.length; i++) {
        ranks[i] = Arrays.binarySearch(values, held.value(i));
      }
      this.tree = new long[Integer.highestOneBit(values.length) * 2 + 1];
      this.weights = new long[held.size()];
    }

    @Override
    public double at(long to, int first, int last, long covered) {
      for (; from < first; from++) {
        weigh(from, 0);
      }
      until = Math.max(until, first);
      for (int i = Math.max(first, until - 1); i <= last; i++) {
        weigh(i, overlap(i, to));
      }
      weigh(first, overlap(first, to));
      until = last + 1;
      return values[find(share * covered * (1 - 1e-12))];
    }

    private long overlap(int i, long to) {
      return Math.max(0, Math.min(held.end(i), to) - Math.max(held.start(i), to - window));
    }

    private void weigh(int i, long weight) {
      long change = weight - weights[i];
      weights[i] = weight;
      for (int node = ranks[i] + 1; change != 0 && node < tree.length; node += node & -node) {
        tree[node] += change;
      }
    }

    /** The lowest rank whose time together with that of all below reaches what is wanted. */
    private int find(double wanted) {
      int rank = 0;
      long time = 0;
      for (int step = Integer.highestOneBit(tree.length - 1); step > 0; step >>= 1) {
        if (rank + step < tree.length && time + tree[rank + step] < wanted) {
          rank += step;
          time += tree[rank];
        }
      }
      return Math.min(rank, values.length - 1);
    }
  }

  /** Growth of a counter from the sample carried into the window on. */
  private static final class Growth implements RollingStatistics.WindowValue {
    private final double[] before;

    Growth(HeldValues held) {
      this.before = new double[held.size() + 1];
      Increments increments = Increments.of(held);
      for (int i = 0; i < held.size(); i++) {
        before[i + 1] = before[i] + increments.into(i);
      }
    }

    @Override
    public double at(long to, int first, int last, long covered) {
      // Growth into the first piece came from outside the window, carried in or not.
      return before[last + 1] - before[first + 1];
    }
  }

  /** Looks at each piece of the window: this statistic has no shorter way. */
  private record Longest(HeldValues held, Bounds inside, long window)
      implements RollingStatistics.WindowValue {
    @Override
    public double at(long to, int first, int last, long covered) {
      long longest = 0;
      long length = 0;
      for (int i = first; i <= last; i++) {
        long piece = Math.min(held.end(i), to) - Math.max(held.start(i), to - window);
        length = inside.isOutside(held.value(i)) ? length + Math.max(0, piece) : 0;
        longest = Math.max(longest, length);
      }
      return longest / 1000.0;
    }
  }
}
