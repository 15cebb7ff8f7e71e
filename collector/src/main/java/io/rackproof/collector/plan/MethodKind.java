package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import java.util.List;

/** The ways in which a criterion comes to its value, and the keys that go with each. */
enum MethodKind {
  STATISTIC("a statistic"),
  STEP("'step'"),
  BIT_ERRORS("the bit error ratio"),
  WIRING("'wiring'"),
  MANUAL("'manual'");

  private final String text;

  MethodKind(String text) {
    this.text = text;
  }

  /** The keys that go with it, besides those of every criterion. */
  List<String> keys() {
    return switch (this) {
      case STATISTIC -> PlanKeys.STATISTIC;
      case STEP -> PlanKeys.STEP_CRITERION;
      case BIT_ERRORS -> PlanKeys.BIT_ERRORS;
      case WIRING -> PlanKeys.WIRING_CRITERION;
      case MANUAL -> PlanKeys.MANUAL;
    };
  }

  /** What the keys of a criterion say. */
  static MethodKind of(YamlMap criterion) {
    if (criterion.has("manual")) {
      return MANUAL;
    }
    if (criterion.has("step")) {
      return STEP;
    }
    if (criterion.has("wiring")) {
      return WIRING;
    }
    return BitErrorsReader.isMeant(criterion) ? BIT_ERRORS : STATISTIC;
  }

  /** Reports keys of other ways. */
  void checkKeys(YamlMap criterion) {
    for (String key : criterion.keys()) {
      if (PlanKeys.CRITERION.contains(key)
          && !PlanKeys.ANY_METHOD.contains(key)
          && !keys().contains(key)) {
        criterion.require(key).report("does not go with " + text);
      }
    }
  }
}
