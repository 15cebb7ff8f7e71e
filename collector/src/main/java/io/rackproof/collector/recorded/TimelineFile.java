package io.rackproof.collector.recorded;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.collector.score.Evidence.ClockOffset;
import io.rackproof.collector.score.Evidence.Lost;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Timeline.Entry;
import io.rackproof.collector.score.Timeline.Mark;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.RackIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what a person wrote of the course of recorded events, collecting every mistake. */
public final class TimelineFile {

  private final Plan plan;

  private TimelineFile(Plan plan) {
    this.plan = plan;
  }

  /**
   * Reads the file, which is described in {@code docs/offline.md}.
   *
   * @param plan whose phases and criteria it may name
   * @throws InvalidDocumentException with every mistake
   */
  public static RecordedTimeline read(Path file, Plan plan) throws InvalidDocumentException {
    Problems problems = new Problems();
    RecordedTimeline timeline = new TimelineFile(plan).read(YamlFile.read(file, problems));
    problems.throwIfAny();
    return timeline;
  }

  private RecordedTimeline read(YamlMap root) {
    root.allow(
        "campaign",
        "racks",
        "start",
        "end",
        "aborted",
        "marks",
        "entries",
        "losses",
        "clock-offsets",
        "references",
        "annotations");
    OptionalLong start = time(root, "start");
    OptionalLong end = time(root, "end");
    // A time that could not be read was told, and stands as 0.
    if (end.orElse(0) > 0 && end.getAsLong() <= start.orElse(0)) {
      root.get("end").ifPresent(v -> v.report("must be after the start"));
    }
    return new RecordedTimeline(
        root.get("campaign").map(YamlValue::nonEmpty),
        items(root, "racks").stream().map(TimelineFile::rack).toList(),
        start,
        end,
        root.get("aborted").map(YamlValue::bool).orElse(false),
        marks(root),
        entries(root),
        items(root, "losses").stream().map(TimelineFile::loss).toList(),
        items(root, "clock-offsets").stream().map(TimelineFile::offset).toList(),
        items(root, "references").stream().map(this::reference).toList(),
        items(root, "annotations").stream().map(TimelineFile::note).toList());
  }

  private Reference reference(YamlMap map) {
    map.allow("rack", "generation", "criterion", "labels", "value");
    YamlValue criterion = map.require("criterion");
    List<String> known = plan.criteria().stream().map(Criterion::id).toList();
    if (criterion.isText() && !known.contains(criterion.text())) {
      criterion.report(
          "plan "
              + plan.name()
              + " has no such criterion."
              + Nearest.hint(criterion.text(), known));
    }
    YamlValue rack = map.require("rack");
    YamlValue value = map.require("value");
    return new Reference(
        rack.isText() ? rack.nonEmpty() : "",
        text(map, "generation"),
        criterion.isText() ? criterion.text() : "",
        map.get("labels").map(YamlValue::texts).orElse(Map.of()),
        value.isMissing() ? 0 : value.number());
  }

  private static List<YamlMap> items(YamlMap root, String key) {
    return root.get(key)
        .map(value -> value.list().stream().map(YamlValue::map).toList())
        .orElse(List.of());
  }

  private static long millis(YamlValue value) {
    Long time = value.isMissing() ? null : value.parsed(TimeText::parse);
    return time == null ? 0 : time;
  }

  private static OptionalLong time(YamlMap map, String key) {
    return map.get(key).map(v -> OptionalLong.of(millis(v))).orElse(OptionalLong.empty());
  }

  private static String text(YamlMap map, String key) {
    return map.get(key).map(YamlValue::text).orElse("");
  }

  private static RackIdentity rack(YamlMap map) {
    map.allow("id", "generation", "maker", "site", "lot", "serial");
    YamlValue value = map.require("id");
    RackIdentity id = value.isMissing() ? null : value.parsed(RackIdentity::of);
    return new RackIdentity(
        id == null ? "unknown" : id.id(),
        text(map, "generation"),
        text(map, "maker"),
        text(map, "site"),
        text(map, "lot"),
        text(map, "serial"));
  }

  private List<Said<Mark>> marks(YamlMap root) {
    List<String> byHand =
        plan.phases().stream()
            .filter(p -> p.entry() instanceof Phase.ByHand)
            .map(Phase::name)
            .toList();
    List<Said<Mark>> marks = new ArrayList<>();
    for (YamlMap map : items(root, "marks")) {
      map.allow("time", "phase", "enter", "rack");
      long time = millis(map.require("time"));
      YamlValue phase = map.require("phase");
      boolean enter = map.get("enter").map(YamlValue::bool).orElse(true);
      if (phase.isText() && !byHand.contains(phase.text())) {
        phase.report(
            "'"
                + phase.text()
                + "' is no phase by hand of plan "
                + plan.name()
                + "."
                + (byHand.isEmpty() ? " It has none." : Nearest.hint(phase.text(), byHand)));
      }
      marks.add(
          new Said<>(text(map, "rack"), new Mark(time, phase.isText() ? phase.text() : "", enter)));
    }
    marks.sort(Comparator.comparingLong(m -> m.what().timeMillis()));
    return marks;
  }

  private List<Said<Entry>> entries(YamlMap root) {
    List<String> byHand =
        plan.criteria().stream()
            .filter(c -> c.method() instanceof Method.Manual)
            .map(Criterion::id)
            .toList();
    List<Said<Entry>> entries = new ArrayList<>();
    for (YamlMap map : items(root, "entries")) {
      map.allow("time", "criterion", "by", "verdict", "value", "uncertainty", "note", "rack");
      YamlValue criterion = map.require("criterion");
      if (criterion.isText() && !byHand.contains(criterion.text())) {
        criterion.report(
            "'"
                + criterion.text()
                + "' is no criterion that is entered by hand."
                + (byHand.isEmpty()
                    ? " Plan " + plan.name() + " has none."
                    : Nearest.hint(criterion.text(), byHand)));
      }
      Optional<Verdict> verdict = map.get("verdict").map(TimelineFile::verdict);
      OptionalDouble value = number(map, "value");
      if (verdict.isPresent() == value.isPresent()) {
        map.report("an entry has either a verdict (pass or fail) or a value");
      }
      entries.add(
          new Said<>(
              text(map, "rack"),
              new Entry(
                  time(map, "time").orElse(0),
                  criterion.isText() ? criterion.text() : "",
                  map.require("by").isText() ? map.require("by").nonEmpty() : "",
                  verdict,
                  value,
                  number(map, "uncertainty"),
                  text(map, "note"))));
    }
    entries.sort(Comparator.comparingLong(e -> e.what().timeMillis()));
    return entries;
  }

  private static Verdict verdict(YamlValue value) {
    return value.oneOf("pass", "fail", "PASS", "FAIL").equalsIgnoreCase("pass")
        ? Verdict.PASS
        : Verdict.FAIL;
  }

  private static OptionalDouble number(YamlMap map, String key) {
    return map.get(key).map(v -> OptionalDouble.of(v.number())).orElse(OptionalDouble.empty());
  }

  private static Said<Lost> loss(YamlMap map) {
    map.allow("from", "to", "samples", "reason", "rack");
    // Without any time nobody knows when, and all time counts.
    boolean dated = map.get("from").isPresent() || map.get("to").isPresent();
    long from = dated ? millis(map.require("from")) : 0;
    long to = dated ? millis(map.require("to")) : 0;
    if (from > to && to > 0) {
      map.report("a loss ends after it begins");
    }
    long samples = map.get("samples").map(v -> v.integer(0, Long.MAX_VALUE)).orElse(0L);
    return new Said<>(text(map, "rack"), new Lost(from, to, samples, text(map, "reason")));
  }

  private static Said<ClockOffset> offset(YamlMap map) {
    map.allow("time", "offset", "rack");
    long time = millis(map.require("time"));
    YamlValue value = map.require("offset");
    Long offset = value.isMissing() ? null : value.parsed(TimelineFile::signed);
    return new Said<>(text(map, "rack"), new ClockOffset(time, offset == null ? 0 : offset));
  }

  /** A duration that may be negative, in milliseconds. */
  private static @Nullable Long signed(String text) {
    String trimmed = text.strip();
    boolean negative = trimmed.startsWith("-");
    String length = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    Duration duration =
        Durations.parse(length)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a duration such as 120ms or -1.5s, not '" + text + "'"));
    return negative ? -duration.toMillis() : duration.toMillis();
  }

  private static RecordedTimeline.Note note(YamlMap map) {
    map.allow("time", "author", "text");
    return new RecordedTimeline.Note(
        millis(map.require("time")), text(map, "author"), map.require("text").text());
  }
}
