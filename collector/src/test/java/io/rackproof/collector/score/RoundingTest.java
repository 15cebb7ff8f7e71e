package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.score.statistic.Rounding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Quick rounding gives what exact decimal arithmetic gives, to the last bit. */
class RoundingTest {

  private static final int THOUSANDS = Integer.getInteger("rackproof.campaigns", 200);

  private static Stream<Double> numbers() {
    Random random = new Random(7);
    Stream<Double> any = random.longs(1_000L * THOUSANDS).mapToObj(Double::longBitsToDouble);
    Stream<Double> measured =
        random
            .doubles(1_500L * THOUSANDS)
            .boxed()
            .map(v -> (v - 0.5) * Math.pow(10, random.nextInt(36) - 18));
    Stream<Double> decimal =
        random
            .ints(1_000L * THOUSANDS, -10_000_000, 10_000_000)
            .mapToObj(i -> i / Math.pow(10, random.nextInt(8)));
    Stream<Double> halves =
        random
            .ints(500L * THOUSANDS, -1_000_000, 1_000_000)
            .mapToObj(i -> (i + 0.5) / Math.pow(10, random.nextInt(14)));
    Stream<Double> edges =
        Stream.iterate(1e-25, v -> v * 10)
            .limit(45)
            .flatMap(v -> Stream.of(v, -v, Math.nextUp(v), Math.nextDown(v)));
    return Stream.of(any, measured, decimal, halves, edges)
        .flatMap(s -> s)
        .filter(Double::isFinite);
  }

  @Test
  void twelveDigitsAreThoseOfExactArithmetic() {
    MathContext digits = new MathContext(12, RoundingMode.HALF_EVEN);
    assertThat(
            numbers()
                .filter(
                    v -> {
                      double exact =
                          v == Math.rint(v) ? v : new BigDecimal(v).round(digits).doubleValue();
                      return Double.compare(Rounding.of(v), exact) != 0;
                    }))
        .isEmpty();
  }

  @Test
  void decimalsAreThoseOfExactArithmetic() {
    for (int digits : new int[] {2, 4, 7, 12}) {
      for (RoundingMode halves :
          new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.HALF_UP}) {
        MathContext exact = new MathContext(digits, halves);
        assertThat(
                numbers()
                    .filter(
                        v ->
                            Rounding.decimal(v, digits, halves)
                                    .compareTo(new BigDecimal(v).round(exact))
                                != 0))
            .isEmpty();
      }
    }
  }
}
