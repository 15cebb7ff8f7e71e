package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Channels of one meter that share their error, against errors that are drawn at random. */
class CorrelatedTest {

  private static final String PHASE = "pdu_phase_power_watts";
  private static final int TRIALS = 150_000;

  /** What each of some channels reads: device and phase, and watts. */
  private static final Map<String, Double> READ =
      Map.of("a L1", 10_000.0, "a L2", 14_000.0, "b L1", 12_000.0, "b L2", 9_000.0);

  private static SeriesSamples[] samples() {
    return READ.entrySet().stream()
        .map(
            e -> {
              String labels = "rack=r-1 device=pdu-" + e.getKey().replace(" ", " phase=");
              return series(PHASE, labels, 0, e.getValue(), 5, e.getValue());
            })
        .toArray(SeriesSamples[]::new);
  }

  /** Expanded, of a signal over the channels, which are exact but for 1 % of reading + 50 W. */
  private static double expanded(String signal, String correlated) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            accuracy: {%s: {reading: 1 %%, absolute: 50 W%s}}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C-1, title: t, phase: whole, signal: "%s", statistic: mean, limit: "<= 1000 kW"}
            """
                .formatted(PHASE, correlated, signal));
    Scorecard card =
        new Scorer(plan).score(Judging.ended(10), Evidence.of(List.of(samples())), Judging.at(10));
    return card.criteria().get(0).members().get(0).uncertainty().orElseThrow();
  }

  /** Twice the deviation of what a function makes of readings whose errors are drawn. */
  private static double drawn(boolean shared, ToDoubleFunction<Map<String, Double>> signal) {
    Random random = new Random(7);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < TRIALS; i++) {
      Map<String, Double> errors = new java.util.HashMap<>();
      Map<String, Double> ofMeter = new java.util.HashMap<>();
      for (Map.Entry<String, Double> channel : READ.entrySet()) {
        String meter = shared ? channel.getKey().substring(0, 1) : channel.getKey();
        double share = ofMeter.computeIfAbsent(meter, m -> 2 * random.nextDouble() - 1);
        errors.put(channel.getKey(), channel.getValue() + share * (0.01 * channel.getValue() + 50));
      }
      double value = signal.applyAsDouble(errors);
      sum += value;
      squares += value * value;
    }
    double mean = sum / TRIALS;
    return 2 * Math.sqrt(squares / TRIALS - mean * mean);
  }

  private static double total(Map<String, Double> channels) {
    return channels.values().stream().mapToDouble(v -> v / 1000).sum();
  }

  @Test
  void sharedErrorsAddUpInASum() {
    String sum = "sum by (rack) (" + PHASE + ")";
    double shared = expanded(sum, ", correlated: meter");
    double apart = expanded(sum, "");
    assertThat(shared).isCloseTo(drawn(true, CorrelatedTest::total), within(0.005));
    assertThat(apart).isCloseTo(drawn(false, CorrelatedTest::total), within(0.005));
    // Two meters, each with the errors of its two channels added up: (150 + 190) W, (170 + 140) W.
    assertThat(shared).isCloseTo(2 * Math.hypot(0.34, 0.31) / Math.sqrt(3), within(1e-9));
    assertThat(shared).isGreaterThan(1.3 * apart);
  }

  @Test
  void sharedErrorsCancelInADifference() {
    String difference =
        PHASE + "{device='pdu-a', phase='L2'} - on (device) " + PHASE + "{phase='L1'}";
    ToDoubleFunction<Map<String, Double>> of =
        channels ->
            (channels.getOrDefault("a L2", 0.0) - channels.getOrDefault("a L1", 0.0)) / 1000;
    double shared = expanded(difference, ", correlated: meter");
    assertThat(shared).isCloseTo(drawn(true, of), within(0.002));
    assertThat(shared).isCloseTo(2 * (0.19 - 0.15) / Math.sqrt(3), within(1e-9));
    assertThat(expanded(difference, "")).isCloseTo(drawn(false, of), within(0.002));
  }

  @Test
  void channelsOfTwoDevicesAreIndependentThoughTheirGroupHasOneName() {
    String sum = "sum by (rack) (" + PHASE + "{phase='L1'})";
    assertThat(expanded(sum, ", correlated: meter")).isCloseTo(expanded(sum, ""), within(1e-12));
  }

  @Test
  void resolutionIsOfEachChannel() {
    String sum = "sum by (rack) (" + PHASE + "{device='pdu-a'})";
    double coarse = expanded(sum, ", resolution: 1 kW, correlated: meter");
    double shared = 0.34 / Math.sqrt(3);
    double steps = Math.hypot(1, 1) / Math.sqrt(12);
    assertThat(coarse).isCloseTo(2 * Math.hypot(shared, steps), within(1e-9));
  }

  /** Expanded, of channel L2 of pdu-a in a comparison with the mean of all channels of the rack. */
  private static double compared(String signal, String form, String limit, String correlated) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            accuracy: {%s: {reading: 1 %%, absolute: 50 W%s}}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C-1, title: t, phase: whole, signal: "%s", statistic: mean, compare: {group: [rack], as: %s}, limit: "%s"}
            """
                .formatted(PHASE, correlated, signal, form, limit));
    return new Scorer(plan)
            .score(Judging.ended(10), Evidence.of(List.of(samples())), Judging.at(10))
            .criteria()
            .get(0)
            .members()
            .stream()
            .filter(m -> "pdu-a".equals(m.labels().get("device")))
            .filter(m -> "L2".equals(m.labels().get("phase")))
            .findFirst()
            .orElseThrow()
            .uncertainty()
            .orElseThrow();
  }

  private static double fromMean(Map<String, Double> channels) {
    return channels.getOrDefault("a L2", 0.0) / 1000 - total(channels) / 4;
  }

  private static double ratioToMean(Map<String, Double> channels) {
    return 100 * channels.getOrDefault("a L2", 0.0) / 1000 / (total(channels) / 4);
  }

  @Test
  void sharedErrorsCancelInPartBetweenAMemberAndTheMeanOfItsGroup() {
    String kilowatts = "-100 .. 100 kW";
    double shared = compared(PHASE, "difference", kilowatts, ", correlated: meter");
    double apart = compared(PHASE, "difference", kilowatts, "");
    assertThat(shared).isCloseTo(drawn(true, CorrelatedTest::fromMean), within(0.002));
    assertThat(apart).isCloseTo(drawn(false, CorrelatedTest::fromMean), within(0.002));
    // Of its own meter 3/4 of 190 W less 1/4 of 150 W, of the other a quarter of 170 W + 140 W.
    assertThat(shared)
        .isCloseTo(
            2 * Math.hypot(0.75 * 0.19 - 0.25 * 0.15, 0.25 * 0.31) / Math.sqrt(3), within(1e-9));
    assertThat(shared).isLessThan(0.9 * apart);
  }

  @Test
  void sharedErrorsCancelInPartInTheRatioToTheMeanOfAGroup() {
    double shared = compared(PHASE, "ratio", "0 .. 300 %", ", correlated: meter");
    double apart = compared(PHASE, "ratio", "0 .. 300 %", "");
    assertThat(shared).isCloseTo(drawn(true, CorrelatedTest::ratioToMean), within(0.02));
    assertThat(apart).isCloseTo(drawn(false, CorrelatedTest::ratioToMean), within(0.02));
  }

  @Test
  void seriesThatEveryMemberIsComputedFromIsOneInstrument() {
    // Each channel over channel L1 of pdu-b: its error moves all of them by the same share.
    String signal = PHASE + " / on (rack) group_left " + PHASE + "{device='pdu-b', phase='L1'}";
    ToDoubleFunction<Map<String, Double>> of =
        c -> {
          double by = c.getOrDefault("b L1", 1.0);
          return 100 * c.getOrDefault("a L2", 0.0) / by / (total(c) * 1000 / 4 / by);
        };
    assertThat(compared(signal, "ratio", "0 .. 300 %", ""))
        .isCloseTo(drawn(false, of), within(0.02));
  }

  @Test
  void groupIsSaidOfMetricsNotOfACriterion() {
    String text =
        """
        plan: test
        version: 1
        phases: {whole: {whole: true}}
        criteria:
          - {id: C-1, title: t, phase: whole, signal: %s, statistic: mean, limit: "<= 1 kW", accuracy: {reading: 1 %%, correlated: m}}
        """
            .formatted(PHASE);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Plan.parse("plan.yaml", text))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("correlated")
        .hasMessageContaining("under 'accuracy' of the plan");
  }
}
