package io.rackproof.collector.plan;

import java.util.List;

/** The keys of a plan's mappings; the published schema has the same. */
final class PlanKeys {

  static final List<String> PLAN =
      List.of(
          "format",
          "plan",
          "version",
          "title",
          "requires",
          "decision-rule",
          "metrics",
          "accuracy",
          "emissions",
          "phases",
          "signals",
          "criteria",
          "decide");
  static final List<String> REQUIRES = List.of("coverage", "max-gap", "clock-skew", "interval");
  static final List<String> METRIC = List.of("unit", "kind");
  static final List<String> ACCURACY =
      List.of("reading", "absolute", "range", "resolution", "calibrated", "until", "correlated");
  static final List<String> EMISSIONS = List.of("factor", "version");
  static final List<String> PHASE =
      List.of("whole", "duration", "when", "until", "for", "settle", "by-hand");
  static final List<String> COMPARE = List.of("group", "phase", "rack", "generation", "as");
  static final List<String> STEP =
      List.of("trigger", "baseline", "settles", "hold", "observe", "repeats");
  static final List<String> WIRING = List.of("port", "links");
  static final List<String> DECIDE = List.of("deadline", "exercise");
  static final List<String> EXERCISE = List.of("gates", "score", "decided");

  static final List<String> CRITERION =
      List.of(
          "id",
          "title",
          "area",
          "signal",
          "phase",
          "each",
          "members",
          "over",
          "statistic",
          "inside",
          "compare",
          "factor",
          "step",
          "bits",
          "confidence",
          "manual",
          "wiring",
          "accuracy",
          "limit",
          "marginal",
          "sustained",
          "gate",
          "weight",
          "source",
          "rationale");

  /** Keys that go with every method. */
  static final List<String> ANY_METHOD =
      List.of("id", "title", "area", "limit", "marginal", "gate", "weight", "source", "rationale");

  static final List<String> STATISTIC =
      List.of(
          "signal",
          "phase",
          "each",
          "members",
          "statistic",
          "over",
          "inside",
          "sustained",
          "compare",
          "factor",
          "accuracy");
  static final List<String> STEP_CRITERION =
      List.of("signal", "phase", "each", "members", "statistic", "step", "accuracy");
  static final List<String> BIT_ERRORS =
      List.of("signal", "phase", "each", "members", "statistic", "bits", "confidence");
  static final List<String> WIRING_CRITERION = List.of("signal", "phase", "wiring");
  static final List<String> MANUAL = List.of("manual");

  private PlanKeys() {}
}
