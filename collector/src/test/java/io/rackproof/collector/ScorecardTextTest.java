package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScorecardTextTest {

  @Test
  void whatHasNoUnitIsToldWithoutOne() throws Exception {
    JsonNode report =
        new ObjectMapper()
            .readTree(
                """
                {"criteria": [{"id": "NET-32", "title": "Bit errors", "area": "network", "verdict": "PASS",
                  "unit": null, "limit": "<= 1e-12", "gate": false, "reason": null,
                  "members": [{"value": 6.2e-15}]}]}
                """);
    StringWriter told = new StringWriter();
    ScorecardText.print(report, new PrintWriter(told, true));
    assertThat(told.toString()).contains("6.200e-15 ").doesNotContain("null");
  }
}
