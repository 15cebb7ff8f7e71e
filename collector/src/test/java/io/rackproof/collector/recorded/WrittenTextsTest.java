package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of timelines and instruments is read to the same. */
class WrittenTextsTest {

  private static final long T = 1_795_514_400_123L;

  private static final String PLAN =
      """
      plan: small
      version: 1
      phases:
        whole: {whole: true}
        failover: {by-hand: true}
      criteria:
        - {id: A, title: A, signal: pdu_input_power_watts, phase: whole, statistic: max, limit: "<= 1 kW"}
        - {id: B, title: B, manual: look}
        - {id: C, title: C, manual: measure, limit: "<= 1 kW"}
      """;

  @TempDir Path folder;

  @Test
  void timelineWithEverythingAndTextsThatLookLikeOtherThings() throws Exception {
    RecordedTimeline timeline =
        new RecordedTimeline(
            Optional.of("2026"),
            List.of(new RackIdentity("r1", "gen: 2", "\"maker\"", "", "EVT3", "# 7")),
            OptionalLong.of(T),
            OptionalLong.of(T + 1000),
            true,
            List.of(
                new Said<>("", new Timeline.Mark(T + 1, "failover", true)),
                new Said<>("r1", new Timeline.Mark(T + 2, "failover", false))),
            List.of(
                new Said<>(
                    "r1",
                    new Timeline.Entry(
                        T,
                        "B",
                        "null",
                        Optional.of(Verdict.FAIL),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "true")),
                new Said<>(
                    "",
                    new Timeline.Entry(
                        T + 5,
                        "C",
                        "ä\n\tö \u2028 🙂",
                        Optional.empty(),
                        OptionalDouble.of(0.1 + 0.2),
                        OptionalDouble.of(1e-300),
                        ""))),
            List.of(
                new Said<>("r1", new Evidence.Lost(T, T + 9, 3, "spool full: - [x]")),
                new Said<>("", new Evidence.Lost(0, 0, 0, ""))),
            List.of(
                new Said<>("r1", new Evidence.ClockOffset(T, -120)),
                new Said<>("r1", new Evidence.ClockOffset(T + 1, 0))),
            List.of(new Reference("r0", "gen1", "A", Map.of("device", "1"), -0.0)),
            List.of(new RecordedTimeline.Note(T, "", "'~' & 1e3")));
    Path file = Files.writeString(folder.resolve("timeline.yaml"), TimelineText.of(timeline));
    assertThat(TimelineFile.read(file, Plan.parse("plan.yaml", PLAN))).isEqualTo(timeline);
  }

  @Test
  void instrumentsOfSeriesWhoseLabelsAreAmongThoseOfOthers() throws Exception {
    Series one = Series.of("pdu_input_power_watts", Map.of("device", "a"));
    Series more = Series.of("pdu_input_power_watts", Map.of("device", "a", "phase", "L1"));
    Series most =
        Series.of("pdu_input_power_watts", Map.of("device", "a", "phase", "L1", "x", "y"));
    Series other = Series.of("sensor_temperature_celsius", Map.of());
    Instrument known =
        new Instrument(
            0.01,
            1.0 / 3,
            1e-7,
            4294967296000.0,
            true,
            Optional.of(LocalDate.of(2026, 1, 2)),
            Optional.of(LocalDate.of(2027, 1, 2)));
    Instrument better = new Instrument(0.001, 0, 0, 0, false);
    Map<Series, Instrument> all = Map.of(one, known, most, better);
    List<Series> series = List.of(most, other, more, one);
    Path file = Files.writeString(folder.resolve("i.yaml"), InstrumentsText.of(all, series));
    assertThat(InstrumentsFile.read(file).of(series))
        .containsEntry(one, known)
        .containsEntry(most, better)
        .containsEntry(more, Instrument.UNKNOWN)
        .doesNotContainKey(other);
  }

  @Test
  void nothingKnownIsAFileToo() throws Exception {
    Path file =
        Files.writeString(folder.resolve("i.yaml"), InstrumentsText.of(Map.of(), List.of()));
    assertThat(InstrumentsFile.read(file).of(List.of())).isEmpty();
  }
}
