package io.rackproof.collector.score.statistic;

import io.rackproof.collector.plan.Statistic;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** How each statistic follows a window. */
final class WindowValues {

  private WindowValues() {}

  static WindowValue of(Statistic statistic, Bounds signal, long window, double modulus) {
    return switch (statistic.kind()) {
      case MIN -> new ExtremeInWindow(new MonotonicQueue(false));
      case MAX -> new ExtremeInWindow(new MonotonicQueue(true));
      case PERCENTILE -> new PercentileInWindow(statistic.share(), window);
      case LAST -> new LastInWindow();
      case MEAN -> new Moments(Moments.Kind.MEAN, window, v -> v);
      case INTEGRAL -> new Moments(Moments.Kind.INTEGRAL, window, v -> v);
      case STDDEV -> new DeviationInWindow(window);
      case TIME_OUTSIDE ->
          new Moments(Moments.Kind.INTEGRAL, window, v -> signal.isOutside(v) ? 1 : 0);
      case INCREASE -> new GrowthInWindow(false, new Increments(modulus));
      case RATE -> new GrowthInWindow(true, new Increments(modulus));
      case LONGEST_OUTSIDE -> new LongestInWindow(signal, window);
      case SLOPE -> new SlopeInWindow(window);
      case CHANGES -> new ChangesInWindow();
    };
  }

  /** Time integrals of a function of the value, as differences of sums. */
  private static final class Moments implements WindowValue {
    enum Kind {
      MEAN,
      INTEGRAL
    }

    private final Kind kind;
    private final long window;
    private final DoubleUnaryOperator of;
    private boolean begun;
    private double reference;
    private double sum;

    Moments(Kind kind, long window, DoubleUnaryOperator of) {
      this.kind = kind;
      this.window = window;
      this.of = of;
    }

    @Override
    public void added(int number, Pieces pieces, Piece piece) {
      double value = of.applyAsDouble(piece.value());
      if (!begun) {
        begun = true;
        reference = value;
      }
      pieces.sum(number, sum);
      sum += (value - reference) * piece.length();
    }

    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      double early = Math.max(0, to - window - pieces.start(first));
      double late = Math.max(0, pieces.end(last) - to);
      double oldest = of.applyAsDouble(pieces.value(first)) - reference;
      double newest = of.applyAsDouble(pieces.value(last)) - reference;
      double all = sum - pieces.sum(first) - oldest * early - newest * late;
      return switch (kind) {
        case MEAN -> reference + all / covered;
        case INTEGRAL -> (reference * covered + all) / 1000.0;
      };
    }

    @Override
    public Moments copy() {
      Moments copy = new Moments(kind, window, of);
      copy.begun = begun;
      copy.reference = reference;
      copy.sum = sum;
      return copy;
    }
  }

  private record LastInWindow() implements WindowValue {
    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      return pieces.value(last);
    }

    @Override
    public WindowValue copy() {
      return this;
    }
  }

  private record ExtremeInWindow(MonotonicQueue queue) implements WindowValue {
    @Override
    public void enter() {
      queue.clear();
    }

    @Override
    public void added(int number, Pieces pieces, Piece piece) {
      queue.add(number, pieces);
    }

    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      return pieces.value(queue.head(first));
    }

    @Override
    public WindowValue copy() {
      return new ExtremeInWindow(queue.copy());
    }
  }

  /** The window's pieces by value; those cut by its edges are told by how much. */
  private static final class PercentileInWindow implements WindowValue {
    private final double share;
    private final long window;
    private double[] values = new double[8];
    private long[] times = new long[8];
    private int size;

    PercentileInWindow(double share, long window) {
      this.share = share;
      this.window = window;
    }

    @Override
    public void enter() {
      size = 0;
    }

    @Override
    public void added(int number, Pieces pieces, Piece piece) {
      weigh(piece.value() + 0.0, piece.length());
    }

    @Override
    public void left(int number, Pieces pieces) {
      weigh(pieces.value(number) + 0.0, -pieces.length(number));
    }

    private void weigh(double value, long change) {
      int at = Arrays.binarySearch(values, 0, size, value);
      if (at >= 0) {
        times[at] += change;
        return;
      }
      at = -at - 1;
      if (size == values.length) {
        compact();
        at = -Arrays.binarySearch(values, 0, size, value) - 1;
      }
      System.arraycopy(values, at, values, at + 1, size - at);
      System.arraycopy(times, at, times, at + 1, size - at);
      values[at] = value;
      times[at] = change;
      size++;
    }

    private void compact() {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (times[i] > 0) {
          values[kept] = values[i];
          times[kept] = times[i];
          kept++;
        }
      }
      size = kept;
      if (size > values.length / 2) {
        values = Arrays.copyOf(values, values.length * 2);
        times = Arrays.copyOf(times, times.length * 2);
      }
    }

    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      long early = Math.max(0, to - window - pieces.start(first));
      long late = Math.max(0, pieces.end(last) - to);
      double oldest = pieces.value(first);
      double newest = pieces.value(last);
      double wanted = share * covered * (1 - 1e-12);
      long time = 0;
      int i = 0;
      for (; i < size; i++) {
        long own = times[i];
        own -= values[i] == oldest ? early : 0;
        own -= values[i] == newest ? late : 0;
        time += own;
        if (own > 0 && time >= wanted) {
          break;
        }
      }
      return values[Math.min(i, size - 1)];
    }

    @Override
    public PercentileInWindow copy() {
      PercentileInWindow copy = new PercentileInWindow(share, window);
      copy.values = values.clone();
      copy.times = times.clone();
      copy.size = size;
      return copy;
    }
  }

  /** Growth of a counter from the sample carried into the window on. */
  private static final class GrowthInWindow implements WindowValue {
    private final boolean rate;
    private final Increments increments;
    private double total;

    GrowthInWindow(boolean rate, Increments increments) {
      this.rate = rate;
      this.increments = increments;
    }

    @Override
    public void enter() {
      increments.enter();
    }

    @Override
    public void added(int number, Pieces pieces, Piece piece) {
      total += increments.add(piece);
      // Growth into the first piece came from outside the window, carried in or not.
      pieces.sum(number, total);
    }

    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      double growth = pieces.sum(last) - pieces.sum(first);
      return rate ? growth / (covered / 1000.0) : growth;
    }

    @Override
    public GrowthInWindow copy() {
      GrowthInWindow copy = new GrowthInWindow(rate, increments.copy());
      copy.total = total;
      return copy;
    }
  }

  /** Looks at each piece of the window: this statistic has no shorter way. */
  private record LongestInWindow(Bounds inside, long window) implements WindowValue {
    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      long longest = 0;
      long length = 0;
      for (int i = first; i <= last; i++) {
        long piece = Math.min(pieces.end(i), to) - Math.max(pieces.start(i), to - window);
        length = inside.isOutside(pieces.value(i)) ? length + Math.max(0, piece) : 0;
        longest = Math.max(longest, length);
      }
      return longest / 1000.0;
    }

    @Override
    public WindowValue copy() {
      return this;
    }
  }

  /** Looks at each piece of the window, cut at its edges. */
  private record SlopeInWindow(long window) implements WindowValue {
    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      return cut(new Slope(Bounds.NONE), pieces, to, window, first, last);
    }

    @Override
    public WindowValue copy() {
      return this;
    }
  }

  /**
   * Looks at each piece of the window, cut at its edges: as a difference of sums a small deviation
   * would drown in what was before the window.
   */
  private record DeviationInWindow(long window) implements WindowValue {
    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      return cut(new Deviation(), pieces, to, window, first, last);
    }

    @Override
    public WindowValue copy() {
      return this;
    }
  }

  private static double cut(
      Gathering gathering, Pieces pieces, long to, long window, int first, int last) {
    Piece piece = new Piece();
    for (int i = first; i <= last; i++) {
      long start = Math.max(pieces.start(i), to - window);
      long end = Math.min(pieces.end(i), to);
      if (start < end) {
        gathering.add(piece.set(start, end, pieces.value(i), false, false));
      }
    }
    return gathering.measure(0).value();
  }

  /** Changes from the value held at the window's start on. */
  private static final class ChangesInWindow implements WindowValue {
    private boolean inSpan;
    private double before;
    private double total;

    @Override
    public void enter() {
      inSpan = false;
    }

    @Override
    public void added(int number, Pieces pieces, Piece piece) {
      total += inSpan && piece.value() != before ? 1 : 0;
      inSpan = true;
      before = piece.value();
      pieces.sum(number, total);
    }

    @Override
    public double at(Pieces pieces, long to, int first, int last, long covered) {
      return pieces.sum(last) - pieces.sum(first);
    }

    @Override
    public ChangesInWindow copy() {
      ChangesInWindow copy = new ChangesInWindow();
      copy.inSpan = inSpan;
      copy.before = before;
      copy.total = total;
      return copy;
    }
  }
}
