package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a plan gives the same numbers when it is pasted into Grafana. */
class PrometheusAgreementTest {

  private static final int SECONDS = 40;

  /** Forms that the shipped plans do not use. */
  private static final List<String> MORE =
      List.of(
          "count by (rack) (cdu_fan_speed_rpm > 6200)",
          "cdu_fan_speed_rpm{fan=~\"1|10\"} > 6200",
          "max without (fan) (cdu_fan_speed_rpm)",
          "-cdu_supply_temperature_celsius % 7",
          "clamp(cdu_fan_speed_rpm, 6150, 6250)",
          "cdu_fan_duty_ratio * on (device) group_right () cdu_fan_speed_rpm",
          "pdu_input_power_watts / ignoring (phase) group_left () max without (phase)"
              + " (pdu_phase_current_amperes)",
          "100 - avg(cdu_fan_speed_rpm{fan!=\"3\"}) / 1e2 * 2");

  @TempDir Path directory;

  @Test
  void signalsHaveTheValuesThatPrometheusGives() throws Exception {
    assumeTrue(PrometheusServer.isInstalled(), "needs the Debian package 'prometheus'");
    Plan shipped = Plan.read(Path.of("src/dist/plans/liquid-cooled-demo.yaml"));
    List<SeriesSamples> series = TwinRack.of("pump-failure", SECONDS);
    try (PrometheusServer server = new PrometheusServer(directory, series, "3s")) {
      List<String> signals = new ArrayList<>(MORE);
      for (Criterion criterion : shipped.criteria()) {
        signals.add(criterion.signal().orElseThrow().text());
      }
      int compared = 0;
      for (String signal : new TreeSet<>(signals)) {
        compared += compare(server, series, signal);
      }
      assertThat(compared).isGreaterThan(1000);
    }
  }

  private static int compare(PrometheusServer server, List<SeriesSamples> series, String signal)
      throws Exception {
    String promQl =
        signal.replaceAll("\\brack_power_watts\\b", "(sum by (rack) (pdu_input_power_watts))");
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: '%s', statistic: max, limit: == 0}
            """
                .formatted(promQl));
    long end = TwinRack.START + SECONDS * 1000L;
    List<Held.Of> members =
        new Held(series, plan.metrics(), TwinRack.START, end, 3000)
            .evaluate(plan.criteria().get(0).signal().orElseThrow().expression());
    assertThat(members).as(signal).isNotEmpty();
    int compared = 0;
    for (long instant : instants(members)) {
      Map<Map<String, String>, Double> ours = at(members, instant);
      Map<Map<String, String>, Double> theirs = server.query(promQl, instant);
      for (Map.Entry<Map<String, String>, Double> member : ours.entrySet()) {
        double value = member.getValue();
        if (Double.isNaN(value)) {
          assertThat(theirs).as("%s at %d", signal, instant).doesNotContainKey(member.getKey());
          continue;
        }
        assertThat(theirs).as("%s at %d", signal, instant).containsKey(member.getKey());
        assertThat(theirs.get(member.getKey()))
            .as("%s %s at %d", signal, member.getKey(), instant)
            .isCloseTo(value, within(Math.max(1e-12, Math.abs(value) * 1e-12)));
        compared++;
      }
    }
    return compared;
  }

  /** Every 40th or so of the instants at which some member gets a new value. */
  private static List<Long> instants(List<Held.Of> members) {
    TreeSet<Long> all = new TreeSet<>();
    for (Held.Of member : members) {
      for (int i = 0; i < member.held().size(); i++) {
        all.add(member.held().start(i));
      }
    }
    List<Long> sorted = new ArrayList<>(all);
    List<Long> chosen = new ArrayList<>();
    int step = Math.max(1, sorted.size() / 20);
    for (int i = 0; i < sorted.size(); i += step) {
      chosen.add(sorted.get(i));
    }
    return chosen;
  }

  private static Map<Map<String, String>, Double> at(List<Held.Of> members, long instant) {
    Map<Map<String, String>, Double> values = new HashMap<>();
    for (Held.Of member : members) {
      int piece = member.held().firstEndingAfter(instant);
      if (piece < member.held().size() && member.held().start(piece) <= instant) {
        values.put(member.labels(), member.held().value(piece));
      }
    }
    return values;
  }
}
