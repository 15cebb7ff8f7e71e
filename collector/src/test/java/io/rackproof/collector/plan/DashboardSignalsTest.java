package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.whole.Dashboards;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The dashboards name signals whose limits they draw in the words that the collector tells. */
class DashboardSignalsTest {

  @Test
  void everySignalIsWrittenAsTheCollectorTellsIt() throws Exception {
    Set<String> signals = new TreeSet<>();
    Dashboards.queries().forEach(query -> query.limitOf().ifPresent(signals::add));
    assertThat(signals).hasSizeGreaterThan(20);
    assertThat(signals)
        .allSatisfy(
            signal ->
                assertThat(SignalText.of(ExpressionParser.parse(signal, Map.of())))
                    .isEqualTo(signal));
  }
}
