package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** How the errors of instruments reach a signal: JCGM 100:2008 (GUM), with its own numbers. */
class PropagationTest {

  private static final String A = "a_ratio";
  private static final String B = "b_ratio";
  private static final String C = "c_ratio";

  /** 4.3.7: 14 ppm of the reading and 2 ppm of the range of 1 V, at 0.928 571 V: 8.7 µV. */
  @Test
  void makersLimitsAreRectangular() {
    Instruments voltmeter =
        new Instruments().with("dc_volts", "", 0.928571, Instruments.of(14e-6, 2e-6, 0));
    assertThat(voltmeter.uncertainty("dc_volts").orElseThrow()).isCloseTo(8.7e-6, within(0.05e-6));
  }

  /** F.2.2.1: the resolution of an indication adds 0.29 of a step, here to nothing else. */
  @Test
  void resolutionAddsTheUncertaintyOfOneStep() {
    Instruments only = new Instruments().with(A, "", 5, Instruments.of(0, 1e-12, 1));
    assertThat(only.uncertainty(A).orElseThrow()).isCloseTo(0.29, within(0.005));
    Instruments both = new Instruments().with(A, "", 5, Instruments.of(0, 3, 4));
    assertThat(both.uncertainty(A).orElseThrow())
        .isCloseTo(Math.sqrt(9.0 / 3 + 16.0 / 12), within(1e-12));
  }

  /** 5.2.2: ten resistors of 1000 Ω against one standard, u = 100 mΩ: 1 Ω, and not 0.32 Ω. */
  @Test
  void errorsOfOneInstrumentAddUpWhereThoseOfTenDoNot() {
    String ten = String.join(" + ", java.util.Collections.nCopies(10, A));
    Instruments one = new Instruments().with(A, "", 1000, Instruments.standard(0.1));
    assertThat(one.uncertainty(ten).orElseThrow()).isCloseTo(1, within(1e-9));
    Instruments many = new Instruments();
    for (int i = 0; i < 10; i++) {
      many.with(A, "device=r" + i, 1000, Instruments.standard(0.1));
    }
    assertThat(many.uncertainty("sum(" + A + ")").orElseThrow()).isCloseTo(0.32, within(0.005));
  }

  /**
   * H.1: an end gauge of 50 mm, l = ls + d − ls (δα θ + αs δθ), in nm and °C: 25, 9.7, 2.9 and 16.6
   * nm come to 32 nm.
   */
  @Test
  void endGaugeHasThePublishedUncertainty() {
    Instruments gauge =
        new Instruments()
            .with("ls_ratio", "", 50_000_623, Instruments.standard(25))
            .with("d_ratio", "", 215, Instruments.standard(9.7))
            .with("da_ratio", "", 0, Instruments.standard(0.58e-6))
            .with("theta_ratio", "", -0.1, Instruments.standard(0.41))
            .with("as_ratio", "", 11.5e-6, Instruments.standard(1.2e-6))
            .with("dtheta_ratio", "", 0, Instruments.standard(0.029));
    assertThat(
            gauge
                .uncertainty(
                    "ls_ratio + d_ratio"
                        + " - ls_ratio * (da_ratio * theta_ratio + as_ratio * dtheta_ratio)")
                .orElseThrow())
        .isCloseTo(32, within(0.5));
  }

  @Test
  void errorsThatCancelAreGone() {
    Instruments two =
        new Instruments()
            .with(A, "", 30, Instruments.of(0.01, 0.2, 0.1))
            .with(B, "", 50, Instruments.of(0.02, 0.3, 0.1));
    assertThat(two.uncertainty(A + " - " + A).orElseThrow()).isZero();
    assertThat(two.uncertainty("(" + A + " + " + B + ") - " + B).orElseThrow())
        .isCloseTo(two.uncertainty(A).orElseThrow(), within(1e-12));
    assertThat(two.uncertainty(A + " / " + A).orElseThrow()).isCloseTo(0, within(1e-15));
  }

  /** ∂/∂a a/(a+b) = b/(a+b)², ∂/∂b = −a/(a+b)². */
  @Test
  void shareOfATotalKnowsThatItIsInTheTotal() {
    Instruments two =
        new Instruments()
            .with(A, "", 30, Instruments.standard(0.6))
            .with(B, "", 50, Instruments.standard(0.8));
    double exact = Math.hypot(50 * 0.6, 30 * 0.8) / 6400;
    assertThat(two.uncertainty(A + " / (" + A + " + " + B + ")").orElseThrow())
        .isCloseTo(exact, within(1e-12));
  }

  @Test
  void everyOperatorAndAggregateHandsErrorsOn() {
    Instruments all =
        new Instruments()
            .with(A, "device=x", 4, Instruments.standard(0.3))
            .with(A, "device=y", -3, Instruments.standard(0.4))
            .with(B, "device=x", 2, Instruments.standard(0.1));
    String x = A + "{device=\"x\"}";
    assertThat(all.uncertainty("2 * " + x).orElseThrow()).isCloseTo(0.6, within(1e-12));
    assertThat(all.uncertainty(x + " / 4 + 1").orElseThrow()).isCloseTo(0.075, within(1e-12));
    assertThat(all.uncertainty("8 / " + x).orElseThrow()).isCloseTo(0.15, within(1e-12));
    assertThat(all.uncertainty("1 - " + x).orElseThrow()).isCloseTo(0.3, within(1e-12));
    assertThat(all.uncertainty("-" + x).orElseThrow()).isCloseTo(0.3, within(1e-12));
    assertThat(all.uncertainty("abs(" + A + "{device=\"y\"}) - " + A + "{device=\"y\"}").orElse(9))
        .isCloseTo(0.8, within(1e-12));
    assertThat(all.uncertainty("clamp_max(" + x + ", 3)").orElseThrow()).isZero();
    assertThat(all.uncertainty("clamp_min(" + x + ", 3)").orElseThrow()).isEqualTo(0.3);
    assertThat(all.uncertainty(x + " * " + B).orElseThrow())
        .isCloseTo(Math.hypot(2 * 0.3, 4 * 0.1), within(1e-12));
    assertThat(all.uncertainty(x + " % " + B).orElseThrow())
        .isCloseTo(Math.hypot(0.3, 2 * 0.1), within(1e-12));
    assertThat(all.uncertainty("sum(" + A + ")").orElseThrow()).isCloseTo(0.5, within(1e-12));
    assertThat(all.uncertainty("avg(" + A + ")").orElseThrow()).isCloseTo(0.25, within(1e-12));
    assertThat(all.uncertainty("max(" + A + ")").orElseThrow()).isEqualTo(0.3);
    assertThat(all.uncertainty("min(" + A + ")").orElseThrow()).isEqualTo(0.4);
    assertThat(all.uncertainty("max(" + A + ") - sum(" + A + ")").orElseThrow())
        .isCloseTo(0.4, within(1e-12));
    assertThat(all.uncertainty(x + " > 1").orElseThrow()).isEqualTo(0.3);
  }

  @Test
  void whatOnlyCountsOrComparesHasNoUncertainty() {
    Instruments one = new Instruments().with(A, "", 4, Instruments.standard(0.3)).with(B, "", 2);
    assertThat(one.uncertainty("count(" + A + ")")).isEmpty();
    assertThat(one.uncertainty(B)).isEmpty();
    assertThat(one.uncertainty(A + " > bool " + B)).isEmpty();
    assertThat(one.uncertainties(A + " + " + B, false))
        .containsExactly(OptionalDouble.of(Instruments.standard(0.3).absolute() / Math.sqrt(3)));
  }

  private record Trial(String signal, ToDoubleFunction<double[]> function) {}

  /** Errors drawn at random, 200 000 times, scatter as the engine says. */
  @Test
  void drawingErrorsAtRandomTellsTheSame() {
    double[] values = {30, 50, 4};
    double[] standard = {0.2, 0.5, 0.03};
    Instruments all = new Instruments();
    List<String> names = List.of(A, B, C);
    for (int i = 0; i < 3; i++) {
      all.with(names.get(i), "", values[i], Instruments.standard(standard[i]));
    }
    List<Trial> trials =
        List.of(
            new Trial("a_ratio / (a_ratio + b_ratio)", x -> x[0] / (x[0] + x[1])),
            new Trial("(a_ratio - b_ratio) * c_ratio", x -> (x[0] - x[1]) * x[2]),
            new Trial(
                "a_ratio * b_ratio / c_ratio - a_ratio * 7", x -> x[0] * x[1] / x[2] - x[0] * 7),
            new Trial("abs(a_ratio - b_ratio) + 2 * b_ratio", x -> x[1] - x[0] + 2 * x[1]),
            new Trial(
                "c_ratio * c_ratio * c_ratio - 3 / c_ratio", x -> Math.pow(x[2], 3) - 3 / x[2]));
    Random random = new Random(106);
    for (Trial trial : trials) {
      double sum = 0;
      double squares = 0;
      int draws = 200_000;
      double centre = trial.function().applyAsDouble(values);
      for (int n = 0; n < draws; n++) {
        double[] drawn = values.clone();
        for (int i = 0; i < 3; i++) {
          drawn[i] += standard[i] * Math.sqrt(3) * (2 * random.nextDouble() - 1);
        }
        double off = trial.function().applyAsDouble(drawn) - centre;
        sum += off;
        squares += off * off;
      }
      double scatter = Math.sqrt(squares / draws - sum * sum / draws / draws);
      assertThat(all.uncertainty(trial.signal()).orElseThrow())
          .as(trial.signal())
          .isCloseTo(scatter, within(scatter * 0.01));
    }
  }
}
