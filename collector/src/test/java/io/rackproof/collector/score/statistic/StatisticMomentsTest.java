package io.rackproof.collector.score.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each statistic says, and at which moment, equals its definition over all pieces at once;
 * whether it was copied on the way or not.
 */
class StatisticMomentsTest {

  private static final int RECORDINGS = Integer.getInteger("rackproof.campaigns", 300);
  private static final Bounds BOUNDS = new Bounds(2, true, 7, true);

  /** A piece of a span; its successor in the list may belong to the next span. */
  private record Held(int span, long start, long end, double value) {
    long length() {
      return end - start;
    }
  }

  private final Piece piece = new Piece();

  /** Few values, so that many are alike; gaps; several spans. */
  private static List<Held> pieces(Random random, DoubleUnaryOperator value) {
    List<Held> pieces = new ArrayList<>();
    long time = 1_000;
    int spans = 1 + random.nextInt(3);
    for (int span = 0; span < spans; span++) {
      int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 12);
      for (int i = 0; i < count; i++) {
        long length = 1L + random.nextInt(50);
        double own = value.applyAsDouble(random.nextInt(10));
        pieces.add(new Held(span, time, time + length, own));
        time += length + (random.nextInt(4) == 0 ? random.nextInt(30) : 0);
      }
      time += 100;
    }
    return pieces;
  }

  static Stream<List<Held>> recordings() {
    return Stream.iterate(0, i -> i + 1)
        .limit(RECORDINGS)
        .map(seed -> pieces(new Random(seed), v -> v));
  }

  /** Gives it all pieces; at a place that is drawn it goes on as a copy. */
  private Measured measured(Supplier<Gathering> made, List<Held> pieces, long uncovered) {
    int turn = new Random(pieces.size()).nextInt(pieces.size());
    Gathering gathering = made.get();
    Gathering left = gathering;
    for (int i = 0; i < pieces.size(); i++) {
      if (i == turn) {
        left = gathering;
        gathering = gathering.copy();
      }
      give(gathering, pieces, i);
    }
    Measured copied = gathering.measure(uncovered);
    for (int i = turn; i < pieces.size(); i++) {
      give(left, pieces, i);
    }
    assertThat(left.measure(uncovered)).as("the one that was copied").isEqualTo(copied);
    return copied;
  }

  private void give(Gathering to, List<Held> pieces, int i) {
    Held held = pieces.get(i);
    if (i == 0 || pieces.get(i - 1).span() != held.span()) {
      if (i > 0) {
        to.leave(pieces.get(i - 1).end());
      }
      to.enter(held.start());
    }
    to.add(piece.set(held.start(), held.end(), held.value(), false, false));
  }

  private static long firstOf(List<Held> pieces, Comparator<Held> order) {
    Held first = pieces.get(0);
    for (Held held : pieces) {
      first = order.compare(held, first) < 0 ? held : first;
    }
    return first.start();
  }

  private static long nearestToTheBounds(List<Held> pieces) {
    return firstOf(pieces, Comparator.comparingDouble(h -> Math.min(7 - h.value(), h.value() - 2)));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void meanIntegralAndSlopeTellWhenTheSignalWasNearestToItsBounds(List<Held> pieces) {
    long covered = pieces.stream().mapToLong(Held::length).sum();
    double area = pieces.stream().mapToDouble(h -> h.value() * h.length()).sum();
    Measured mean = measured(() -> new Mean(false, BOUNDS), pieces, 0);
    assertThat(mean.value()).isCloseTo(area / covered, within(1e-9));
    assertThat(mean.worstTimeMillis()).isEqualTo(nearestToTheBounds(pieces));
    Measured integral = measured(() -> new Mean(true, BOUNDS), pieces, 1);
    assertThat(integral.value()).isCloseTo(area / 1000, within(1e-9));
    assertThat(integral.most()).isInfinite();
    assertThat(measured(() -> new Slope(BOUNDS), pieces, 0).worstTimeMillis())
        .isEqualTo(nearestToTheBounds(pieces));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void extremesTellTheFirstTimeThatTheyWere(List<Held> pieces) {
    double most = pieces.stream().mapToDouble(Held::value).max().orElseThrow();
    double least = pieces.stream().mapToDouble(Held::value).min().orElseThrow();
    Comparator<Held> byValue = Comparator.comparingDouble(Held::value);
    assertThat(measured(() -> new Extreme(true), pieces, 0))
        .isEqualTo(Measured.of(most, most, most, firstOf(pieces, byValue.reversed())));
    assertThat(measured(() -> new Extreme(false), pieces, 5))
        .isEqualTo(Measured.of(least, Double.NEGATIVE_INFINITY, least, firstOf(pieces, byValue)));
    assertThat(measured(() -> new Extreme(true), pieces, 5).most()).isInfinite();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void deviationTellsTheFirstTimeThatTheSignalWasFurthestFromItsMean(List<Held> pieces) {
    long covered = pieces.stream().mapToLong(Held::length).sum();
    double mean = pieces.stream().mapToDouble(h -> h.value() * h.length()).sum() / covered;
    double squares =
        pieces.stream().mapToDouble(h -> Math.pow(h.value() - mean, 2) * h.length()).sum();
    Measured measured = measured(Deviation::new, pieces, 0);
    assertThat(measured.value()).isCloseTo(Math.sqrt(squares / covered), within(1e-9));
    double high = pieces.stream().mapToDouble(Held::value).max().orElseThrow() - mean;
    double low = mean - pieces.stream().mapToDouble(Held::value).min().orElseThrow();
    if (Math.abs(high - low) > 1e-6) {
      assertThat(measured.worstTimeMillis())
          .isEqualTo(
              firstOf(
                  pieces, Comparator.comparingDouble(h -> high > low ? -h.value() : h.value())));
    }
  }

  @Test
  void deviationAsFarAboveAsBelowTellsWhatCameFirst() {
    List<Held> up = List.of(new Held(0, 10, 20, 1), new Held(0, 20, 30, 3));
    List<Held> down = List.of(new Held(0, 10, 20, 3), new Held(0, 20, 30, 1));
    for (List<Held> pieces : List.of(up, down)) {
      assertThat(measured(Deviation::new, pieces, 0)).isEqualTo(Measured.of(1, 1, 1, 10));
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void timeOutsideTellsWhereTheLongestStretchBegan(List<Held> pieces) {
    long total = 0;
    long longest = 0;
    long begun = nearestToTheBounds(pieces);
    for (int i = 0; i < pieces.size(); i++) {
      Held first = pieces.get(i);
      total += outside(first) ? first.length() : 0;
      long stretch = 0;
      for (int j = i;
          j < pieces.size() && pieces.get(j).span() == first.span() && outside(pieces.get(j));
          j++) {
        stretch += pieces.get(j).length();
      }
      if (stretch > longest) {
        longest = stretch;
        begun = first.start();
      }
    }
    assertThat(measured(() -> new Outside(false, BOUNDS), pieces, 0))
        .isEqualTo(Measured.of(total / 1e3, total / 1e3, total / 1e3, begun));
    assertThat(measured(() -> new Outside(true, BOUNDS), pieces, 500))
        .isEqualTo(Measured.of(longest / 1e3, longest / 1e3, (longest + 500) / 1e3, begun));
  }

  private static boolean outside(Held held) {
    return held.value() < 2 || held.value() > 7;
  }

  @Test
  void timeInsideTellsTheMomentNearestToTheBounds() {
    List<Held> pieces =
        List.of(new Held(0, 10, 20, 5), new Held(0, 20, 30, 3), new Held(0, 30, 40, 6));
    assertThat(measured(() -> new Outside(false, BOUNDS), pieces, 0))
        .isEqualTo(Measured.of(0, 0, 0, 20));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void growthTellsItsLargestStepAndChangesTheirFirst(List<Held> pieces) {
    List<Held> counter = new ArrayList<>();
    double count = 0;
    for (Held held : pieces) {
      count += held.value();
      counter.add(new Held(held.span(), held.start(), held.end(), count));
    }
    double total = 0;
    double largest = -1;
    long largestTime = 0;
    long changes = 0;
    long changed = 0;
    for (int i = 0; i < counter.size(); i++) {
      boolean inSpan = i > 0 && counter.get(i - 1).span() == counter.get(i).span();
      double growth = inSpan ? counter.get(i).value() - counter.get(i - 1).value() : 0;
      total += growth;
      if (growth > largest) {
        largest = growth;
        largestTime = counter.get(i).start();
      }
      if (growth > 0) {
        changed = changes == 0 ? counter.get(i).start() : changed;
        changes++;
      }
    }
    long covered = counter.stream().mapToLong(Held::length).sum();
    assertThat(measured(() -> new Growth(false, 0), counter, 0))
        .isEqualTo(Measured.of(total, total, total, largestTime));
    Measured rate = measured(() -> new Growth(true, 0), counter, 0);
    assertThat(rate.value()).isCloseTo(total * 1000 / covered, within(1e-9));
    assertThat(rate.worstTimeMillis()).isEqualTo(largestTime);
    Measured told = measured(Changes::new, counter, 7);
    assertThat(told.value()).isEqualTo((double) changes);
    assertThat(told.most()).isInfinite();
    if (changes > 0) {
      assertThat(told.worstTimeMillis()).isEqualTo(changed);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void percentileIsTheSmallestValueWithEnoughTimeAtOrBelowIt(List<Held> few) {
    Random random = new Random(few.size());
    List<Held> pieces =
        few.stream()
            .map(
                h ->
                    new Held(
                        h.span(),
                        h.start(),
                        h.end(),
                        random.nextBoolean() ? h.value() : random.nextInt(2_000) / 100.0))
            .toList();
    long covered = pieces.stream().mapToLong(Held::length).sum();
    long uncovered = random.nextInt(3) * covered / 9;
    for (double share : List.of(0.01, 0.5, 0.95, 1.0)) {
      assertThat(measured(() -> new Percentile(share, BOUNDS), pieces, uncovered))
          .as("share %s, uncovered %d of %d", share, uncovered, covered)
          .isEqualTo(
              Measured.of(
                  percentile(pieces, share, 0, covered),
                  percentile(pieces, share, uncovered, covered + uncovered),
                  percentile(pieces, share, 0, covered + uncovered),
                  nearestToTheBounds(pieces)));
    }
  }

  private static double percentile(List<Held> pieces, double share, long hidden, long whole) {
    double wanted = share * whole * (1 - 1e-12);
    if (hidden > 0 && hidden >= wanted) {
      return Double.NEGATIVE_INFINITY;
    }
    long time = hidden;
    for (Held held : pieces.stream().sorted(Comparator.comparingDouble(Held::value)).toList()) {
      time += held.length();
      if (time >= wanted) {
        return held.value();
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void sustainedIsTheMostThatAStretchLongEnoughKeptTo(List<Held> pieces) {
    for (boolean highest : List.of(true, false)) {
      for (long length : List.of(1L, 40L, 120L, 100_000L)) {
        Measured measured = measured(() -> new Sustained(highest, length, BOUNDS), pieces, 0);
        List<Double> kept = kept(pieces, highest, length);
        double mildest =
            highest
                ? pieces.stream().mapToDouble(Held::value).min().orElseThrow()
                : pieces.stream().mapToDouble(Held::value).max().orElseThrow();
        double expected =
            kept.isEmpty()
                ? mildest
                : kept.stream().mapToDouble(v -> highest ? v : -v).max().orElseThrow()
                    * (highest ? 1 : -1);
        assertThat(measured.value()).as("%s for %d ms", highest, length).isEqualTo(expected);
        assertThat(measured.undecided().isEmpty())
            .isEqualTo(!kept.isEmpty() || (mildest >= 2 && mildest <= 7));
        assertThat(measured.worstTimeMillis())
            .isEqualTo(
                kept.isEmpty()
                    ? firstOf(
                        pieces, Comparator.comparingDouble(h -> highest ? -h.value() : h.value()))
                    : startOfFirst(pieces, highest, length, expected));
      }
    }
  }

  /** Where the first run began that kept to a value, the shortest that covers enough. */
  private static long startOfFirst(
      List<Held> pieces, boolean highest, long length, double expected) {
    for (int j = 0; j < pieces.size(); j++) {
      long covered = 0;
      double mildest = pieces.get(j).value();
      for (int i = j; i >= 0 && pieces.get(i).span() == pieces.get(j).span(); i--) {
        Held held = pieces.get(i);
        covered += held.length();
        mildest = highest ? Math.min(mildest, held.value()) : Math.max(mildest, held.value());
        if (covered >= length) {
          if (mildest == expected) {
            return held.start();
          }
          break;
        }
      }
    }
    throw new AssertionError("no run keeps to " + expected);
  }

  /** The mildest value of each run of pieces of a span that covers enough. */
  private static List<Double> kept(List<Held> pieces, boolean highest, long length) {
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      long covered = 0;
      double mildest = pieces.get(i).value();
      for (int j = i; j < pieces.size() && pieces.get(j).span() == pieces.get(i).span(); j++) {
        Held held = pieces.get(j);
        covered += held.length();
        mildest = highest ? Math.min(mildest, held.value()) : Math.max(mildest, held.value());
        if (covered >= length) {
          kept.add(mildest);
          break;
        }
      }
    }
    return kept;
  }
}
