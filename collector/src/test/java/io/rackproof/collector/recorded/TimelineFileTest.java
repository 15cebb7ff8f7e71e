package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Timeline;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineFileTest {

  private static final long T = 1_795_514_400_000L;

  private static final String PLAN =
      """
      plan: small
      version: 1
      phases:
        whole: {whole: true}
        failover: {by-hand: true}
      criteria:
        - {id: A, title: A, signal: pdu_input_power_watts, phase: whole, statistic: max, limit: "<= 1 kW"}
      """;

  @TempDir Path folder;

  private RecordedTimeline read(String text) throws Exception {
    return TimelineFile.read(
        Files.writeString(folder.resolve("timeline.yaml"), text), Plan.parse("plan.yaml", PLAN));
  }

  private List<String> mistakes(String text) {
    InvalidDocumentException refused =
        catchThrowableOfType(InvalidDocumentException.class, () -> read(text));
    return refused.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void allDefaults() throws Exception {
    assertThat(read("{}")).isEqualTo(RecordedTimeline.NONE);
  }

  @Test
  void allKeys() throws Exception {
    RecordedTimeline timeline =
        read(
            """
            campaign: run-7
            racks: [{id: r1, generation: gen2, maker: maker-a, site: s, lot: EVT3, serial: X1}]
            start: 2026-11-24T10:00:00Z
            end: 2026-11-24T11:00:00Z
            aborted: true
            marks:
              - {time: 2026-11-24T10:30:00Z, phase: failover, enter: false}
              - {time: 1795514460000, phase: failover}
            losses:
              - {from: 2026-11-24T10:05:00Z, to: 2026-11-24T10:06:00Z, samples: 60, reason: power cut, rack: r1}
            clock-offsets:
              - {time: 2026-11-24T10:00:00Z, offset: -1.5s}
              - {time: 2026-11-24T10:00:01Z, offset: 20ms, rack: r2}
            annotations:
              - {time: 2026-11-24T10:01:00Z, author: A. Tester, text: filter changed}
            """);
    assertThat(timeline.campaign()).contains("run-7");
    assertThat(timeline.rack("r1").orElseThrow().lot()).isEqualTo("EVT3");
    assertThat(timeline.start()).isEqualTo(OptionalLong.of(T));
    assertThat(timeline.end()).isEqualTo(OptionalLong.of(T + 3_600_000));
    assertThat(timeline.aborted()).isTrue();
    assertThat(timeline.timeline("r1", 1, 2).marks())
        .containsExactly(
            new Timeline.Mark(T + 60_000, "failover", true),
            new Timeline.Mark(T + 1_800_000, "failover", false));
    assertThat(timeline.losses("r1"))
        .containsExactly(new Evidence.Lost(T + 300_000, T + 360_000, 60, "power cut"));
    assertThat(timeline.losses("r2")).isEmpty();
    assertThat(timeline.clockOffsets("r1")).containsExactly(new Evidence.ClockOffset(T, -1_500));
    assertThat(timeline.clockOffsets("r2")).hasSize(2);
    assertThat(timeline.notes())
        .containsExactly(new RecordedTimeline.Note(T + 60_000, "A. Tester", "filter changed"));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(
            mistakes(
                """
                begin: 2026-11-24T10:00:00Z
                start: 2026-11-24T10:00:00Z
                end: 1795514400
                marks:
                  - {time: 2026-11-24T10:30:00Z, phase: failovr}
                  - {phase: failover, enter: maybe}
                entries:
                  - {criterion: A, by: me, verdict: pass, value: 1}
                clock-offsets: [{time: 2026-11-24T10:00:00Z, offset: fast}]
                """))
        .satisfiesExactly(
            m -> assertThat(m).startsWith("timeline.yaml:1:1: begin: unknown key."),
            m -> assertThat(m).startsWith("timeline.yaml:3:6: end: time 1795514400 is before"),
            m ->
                assertThat(m)
                    .startsWith("timeline.yaml:5:41: marks[0].phase: 'failovr'")
                    .endsWith("Did you mean 'failover'?"),
            m -> assertThat(m).contains("timeline.yaml:6:5: marks[1]: the key 'time' is missing"),
            m -> assertThat(m).contains("marks[1].enter: expected true or false"),
            m -> assertThat(m).contains("entries[0]: an entry has either a verdict"),
            m -> assertThat(m).contains("entries[0].criterion: 'A' is no criterion"),
            m -> assertThat(m).contains("clock-offsets[0].offset: expected a duration"));
  }

  @Test
  void instrumentsFitSeriesByMetricAndLabels() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("instruments.yaml"),
            """
            instruments:
              - {metric: a_watts, reading: 1 %, resolution: 0.1}
              - {metric: a_watts, labels: {device: pdu-1}, absolute: 2, wraps-at: 4294967296, resettable: true}
            """);
    Series first = Series.of("a_watts", Map.of("device", "pdu-1"));
    Series second = Series.of("a_watts", Map.of("device", "pdu-2"));
    assertThat(
            InstrumentsFile.read(file).of(List.of(first, second, Series.of("b_watts", Map.of()))))
        .containsOnly(
            Map.entry(first, new Instrument(0, 2, 0, 4294967296.0, true)),
            Map.entry(second, new Instrument(0.01, 0, 0.1, 0, false)));
  }
}
