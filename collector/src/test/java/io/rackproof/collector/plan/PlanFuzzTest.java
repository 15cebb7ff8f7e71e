package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rackproof.document.InvalidDocumentException;
import java.nio.charset.StandardCharsets;

/** Whatever stands in a plan is read, or refused with its mistakes. */
class PlanFuzzTest {

  @FuzzTest
  void anyTextIsAPlanOrIsRefusedWithItsMistakes(byte[] text) {
    try {
      assertThat(Plan.parse("plan.yaml", new String(text, StandardCharsets.UTF_8)).criteria())
          .isNotNull();
    } catch (InvalidDocumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** An expression within a plan that is good otherwise. */
  @FuzzTest
  void anySignalIsReadOrRefused(byte[] text) {
    String signal =
        new String(text, StandardCharsets.UTF_8).replace("'", "''").replaceAll("\\p{Cntrl}", " ");
    String plan =
        """
        plan: fuzz
        version: 1
        phases: {whole: {whole: true}}
        criteria:
          - id: F-01
            title: anything
            signal: '%s'
            phase: whole
            statistic: max
            limit: "<= 1"
        """
            .replace("%s", signal);
    try {
      assertThat(Plan.parse("plan.yaml", plan).criteria()).hasSize(1);
    } catch (InvalidDocumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
