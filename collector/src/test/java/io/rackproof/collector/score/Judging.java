package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Short ways to write samples, plans and campaigns. Times are seconds after the start. */
final class Judging {

  /** 2026-11-18T11:06:40Z. */
  static final long START = 1_795_000_000_000L;

  static final String FLOW = "cdu_coolant_flow_liters_per_minute";
  static final String ERRORS = "switch_port_receive_errors_total";

  private Judging() {}

  static long at(double seconds) {
    return START + Math.round(seconds * 1000);
  }

  /** Samples written {@code seconds, value, seconds, value…}; a NaN is a sample that failed. */
  static SeriesSamples series(String metric, String labels, double... timesAndValues) {
    SeriesSamples.Builder builder = SeriesSamples.builder(Series.of(metric, labels(labels)));
    for (int i = 0; i < timesAndValues.length; i += 2) {
      double value = timesAndValues[i + 1];
      Quality quality = Double.isNaN(value) ? Quality.NOT_AVAILABLE : Quality.GOOD;
      builder.add(at(timesAndValues[i]), value, quality, i);
    }
    return builder.build();
  }

  /** {@code device=cdu-1 fan=2}. */
  static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    for (String pair : text.isBlank() ? new String[0] : text.split(" ", -1)) {
      labels.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return labels;
  }

  /** A plan with one criterion, max-gap 10 s and a least coverage of 90 %. */
  static Plan plan(String phases, String criterion) {
    return parse(
        """
        plan: test
        version: 1
        requires: {coverage: 90 %%, max-gap: 10s}
        phases: {%s}
        criteria:
          - {id: C-1, title: a criterion, %s}
        """
            .formatted(phases, criterion));
  }

  static Plan parse(String text) {
    try {
      return Plan.parse("plan.yaml", text);
    } catch (InvalidDocumentException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static Timeline ended(double seconds) {
    return new Timeline("r-1", START, OptionalLong.of(at(seconds)), List.of(), List.of());
  }

  /** Judged over the whole campaign, which lasts some seconds. */
  static CriterionResult whole(String criterion, double seconds, SeriesSamples... series) {
    Plan plan = plan("whole: {whole: true}", "phase: whole, " + criterion);
    return new Scorer(plan)
        .score(ended(seconds), Evidence.of(List.of(series)), at(seconds))
        .criteria()
        .get(0);
  }

  /** The value of a statistic of the flow over the whole campaign. */
  static double value(String statistic, String limit, double seconds, SeriesSamples flow) {
    CriterionResult result =
        whole(
            "signal: %s, statistic: %s, limit: \"%s\"".formatted(FLOW, statistic, limit),
            seconds,
            flow);
    return result.members().get(0).value().orElseThrow();
  }
}
