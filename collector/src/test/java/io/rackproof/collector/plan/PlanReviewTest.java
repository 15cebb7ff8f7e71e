package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanReviewTest {

  private static final Path CASES = Path.of("src/test/resources/testcases/plan-review");
  private static final Path PROFILES =
      Path.of("../agent/src/main/resources/io/rackproof/agent/profile");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }

  /** Each folder holds a sound plan and what its author should look at. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whatIsLikelyNotMeantIsFound(String name) throws Exception {
    Plan plan = Plan.read(CASES.resolve(name).resolve("plan.yaml"));
    String told =
        PlanReview.of(plan, "plan.yaml").stream().map(f -> f + "\n").collect(Collectors.joining());
    assertThat(told).isEqualTo(Files.readString(CASES.resolve(name).resolve("expected.txt")));
  }

  /** 1 − share^n ≥ 95 %, as for the 299 samples of the 99th percentile. */
  @ParameterizedTest
  @CsvSource({"p99, 299", "p1, 299", "p95, 59", "p5, 59", "p50, 5", "p99.9, 2995"})
  void aPercentileNeedsSamplesEnoughToBeSeen(String percentile, int needed) throws Exception {
    assertThat(told(percentile, needed - 1)).contains("needs " + needed + " samples or more");
    assertThat(told(percentile, needed)).doesNotContain("needs");
  }

  private static String told(String percentile, int samples) throws Exception {
    Plan plan =
        Plan.parse(
            "plan.yaml",
            """
            plan: short
            version: 1
            requires: {interval: 10s}
            phases: {run: {duration: %ds}}
            criteria:
              - {id: C, title: c, phase: run, signal: pdu_input_power_watts, statistic: %s, limit: "<= 9 W"}
            """
                .formatted(samples * 10, percentile));
    return PlanReview.of(plan, "plan.yaml").toString();
  }

  /**
   * When a profile changed: put what is expected into {@code profile-metrics.txt}, sorted by name.
   */
  @Test
  void metricsOfTheShippedProfilesAreKnown() throws IOException {
    Set<String> read = new TreeSet<>(Set.of("device_up", "device_poll_duration_seconds"));
    Pattern metric = Pattern.compile("\\bmetric:\\s*([a-z_]+)");
    try (Stream<Path> profiles = Files.list(PROFILES)) {
      for (Path profile : profiles.filter(p -> p.toString().endsWith(".yaml")).toList()) {
        metric
            .matcher(Files.readString(profile))
            .results()
            .map((MatchResult m) -> m.group(1))
            .forEach(read::add);
      }
    }
    assertThat(read).hasSizeGreaterThan(50);
    assertThat(new TreeSet<>(ShippedProfiles.load().metrics())).isEqualTo(read);
  }
}
