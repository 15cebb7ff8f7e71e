package io.rackproof.collector.scenario;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.Series;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one test of a plan. */
final class ScenarioReader {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** How far a value may be off where the test does not say, as a share of it. */
  private static final double CLOSE = 1e-6;

  private final Plan plan;
  private final ScriptReader scripts;
  private final Map<Series, Script> common;
  private final String rack;

  /**
   * @param common series of every test, unless it gives one itself
   * @param rack id of the rack
   */
  ScenarioReader(Plan plan, ScriptReader scripts, Map<Series, Script> common, String rack) {
    this.plan = plan;
    this.scripts = scripts;
    this.common = common;
    this.rack = rack;
  }

  Scenario read(YamlValue value) {
    YamlMap map =
        value
            .map()
            .allow(
                "name",
                "start",
                "end",
                "judged-at",
                "phases",
                "entries",
                "series",
                "losses",
                "clock",
                "references",
                "expect",
                "others",
                "recommendation",
                "score");
    String name = map.require("name").nonEmpty();
    long start = map.get("start").map(ScenarioReader::instant).orElse(START).toEpochMilli();
    long end = start + map.require("end").duration().toMillis();
    long judgedAt = map.get("judged-at").map(v -> at(v, start)).orElse(end);
    Map<Series, Script> series = new LinkedHashMap<>(common);
    map.get("series").map(scripts::read).ifPresent(series::putAll);
    List<Expectation> expectations =
        map.get("expect").map(YamlValue::list).orElse(List.of()).stream()
            .map(this::expectation)
            .toList();
    Set<Verdict> others =
        map.get("others").map(YamlValue::list).orElse(List.of()).stream()
            .map(v -> word(v, Verdict.class))
            .collect(Collectors.toSet());
    if (!map.has("expect") && !map.has("others") && !map.has("recommendation")) {
      map.report("expects nothing: give 'expect', 'others' or 'recommendation'");
    }
    return new Scenario(
        name,
        value.line(),
        new Timeline(rack, start, OptionalLong.of(end), marks(map, start), entries(map, start)),
        judgedAt,
        List.copyOf(series.values()),
        losses(map, start),
        offsets(map, start),
        references(map),
        expectations,
        others,
        map.get("recommendation").map(v -> word(v, Recommendation.class)),
        map.get("score").map(v -> OptionalDouble.of(v.number())).orElse(OptionalDouble.empty()));
  }

  private static Instant instant(YamlValue value) {
    try {
      return Instant.parse(value.text());
    } catch (DateTimeException e) {
      value.report("expected a time such as 2026-01-01T00:00:00Z, not '" + value.text() + "'");
      return START;
    }
  }

  private static long at(YamlValue value, long start) {
    return start + value.duration().toMillis();
  }

  private static <E extends Enum<E>> E word(YamlValue value, Class<E> type) {
    List<String> words = java.util.Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    String word = value.text().toUpperCase(Locale.ROOT);
    if (!words.contains(word)) {
      if (value.isText()) {
        value.report("'" + value.text() + "' is not valid here." + Nearest.hint(word, words));
      }
      return type.getEnumConstants()[0];
    }
    return Enum.valueOf(type, word);
  }

  private List<Timeline.Mark> marks(YamlMap map, long start) {
    List<Timeline.Mark> marks = new ArrayList<>();
    for (YamlValue item : map.get("phases").map(YamlValue::list).orElse(List.of())) {
      YamlMap mark = item.map().allow("at", "enter", "leave");
      long time = at(mark.require("at"), start);
      if (mark.has("enter") == mark.has("leave")) {
        mark.report("give 'enter' or 'leave', and the name of a phase");
        continue;
      }
      boolean entered = mark.has("enter");
      YamlValue phase = mark.require(entered ? "enter" : "leave");
      checkPhase(phase);
      marks.add(new Timeline.Mark(time, phase.text(), entered));
    }
    marks.sort(Comparator.comparingLong(Timeline.Mark::timeMillis));
    return marks;
  }

  private void checkPhase(YamlValue value) {
    Optional<Phase> phase = plan.phase(value.text());
    if (phase.isEmpty()) {
      List<String> names = plan.phases().stream().map(Phase::name).toList();
      value.report(
          "the plan has no phase '" + value.text() + "'." + Nearest.hint(value.text(), names));
    } else if (!(phase.get().entry() instanceof Phase.ByHand)) {
      value.report("the phase '" + value.text() + "' is not entered by hand");
    }
  }

  private List<Timeline.Entry> entries(YamlMap map, long start) {
    List<Timeline.Entry> entries = new ArrayList<>();
    for (YamlValue item : map.get("entries").map(YamlValue::list).orElse(List.of())) {
      YamlMap entry =
          item.map().allow("at", "criterion", "by", "verdict", "value", "uncertainty", "note");
      YamlValue id = entry.require("criterion");
      Optional<Criterion> criterion = criterion(id);
      checkEntry(entry, id, criterion);
      entries.add(
          new Timeline.Entry(
              entry.get("at").map(v -> at(v, start)).orElse(start),
              id.text(),
              entry.get("by").map(YamlValue::text).orElse("plan test"),
              entry.get("verdict").map(v -> word(v, Verdict.class)),
              number(entry, "value"),
              number(entry, "uncertainty"),
              entry.get("note").map(YamlValue::text).orElse("")));
    }
    entries.sort(Comparator.comparingLong(Timeline.Entry::timeMillis));
    return entries;
  }

  private static void checkEntry(YamlMap entry, YamlValue id, Optional<Criterion> criterion) {
    if (criterion.isEmpty()) {
      return;
    }
    if (!(criterion.get().method() instanceof Method.Manual manual)) {
      id.report("is not entered by hand");
    } else if (manual.measured() != entry.has("value")
        || manual.measured() == entry.has("verdict")) {
      entry.report(
          manual.measured()
              ? "the criterion has a limit: give the 'value' that was read"
              : "the criterion is an inspection: give its 'verdict'");
    }
  }

  private static OptionalDouble number(YamlMap map, String key) {
    return map.get(key).map(v -> OptionalDouble.of(v.number())).orElse(OptionalDouble.empty());
  }

  private static List<Evidence.Lost> losses(YamlMap map, long start) {
    List<Evidence.Lost> losses = new ArrayList<>();
    for (YamlValue item : map.get("losses").map(YamlValue::list).orElse(List.of())) {
      YamlMap lost = item.map().allow("from", "to", "samples", "reason");
      losses.add(
          new Evidence.Lost(
              at(lost.require("from"), start),
              at(lost.require("to"), start),
              lost.get("samples").map(v -> v.integer(1, Long.MAX_VALUE)).orElse(0L),
              lost.get("reason").map(YamlValue::text).orElse("")));
    }
    return losses;
  }

  private static List<Evidence.ClockOffset> offsets(YamlMap map, long start) {
    List<Evidence.ClockOffset> offsets = new ArrayList<>();
    for (YamlValue item : map.get("clock").map(YamlValue::list).orElse(List.of())) {
      YamlMap offset = item.map().allow("at", "off");
      offsets.add(
          new Evidence.ClockOffset(
              at(offset.require("at"), start), offset.require("off").duration().toMillis()));
    }
    offsets.sort(Comparator.comparingLong(Evidence.ClockOffset::atMillis));
    return offsets;
  }

  private List<Reference> references(YamlMap map) {
    List<Reference> references = new ArrayList<>();
    for (YamlValue item : map.get("references").map(YamlValue::list).orElse(List.of())) {
      YamlMap reference = item.map().allow("rack", "generation", "criterion", "labels", "value");
      YamlValue id = reference.require("criterion");
      criterion(id);
      references.add(
          new Reference(
              reference.require("rack").nonEmpty(),
              reference.get("generation").map(YamlValue::text).orElse(""),
              id.text(),
              reference.get("labels").map(YamlValue::texts).orElse(Map.of()),
              reference.require("value").number()));
    }
    return references;
  }

  private Expectation expectation(YamlValue item) {
    YamlMap map =
        item.map().allow("id", "labels", "verdict", "value", "within", "members", "reason");
    YamlValue id = map.require("id");
    criterion(id);
    OptionalDouble value = number(map, "value");
    OptionalDouble within = number(map, "within");
    if (within.isPresent() && value.isEmpty()) {
      map.require("within").report("only goes with 'value'");
    }
    if (!map.has("verdict") && !map.has("value") && !map.has("members") && !map.has("reason")) {
      map.report("expects nothing: give 'verdict', 'value', 'members' or 'reason'");
    }
    return new Expectation(
        id.text(),
        map.get("labels").map(YamlValue::texts).orElse(Map.of()),
        map.get("verdict").map(v -> word(v, Verdict.class)),
        value,
        within.orElse(Math.abs(value.orElse(0)) * CLOSE),
        map.get("members")
            .map(v -> OptionalInt.of((int) v.integer(0, Integer.MAX_VALUE)))
            .orElse(OptionalInt.empty()),
        map.get("reason").map(YamlValue::nonEmpty));
  }

  private Optional<Criterion> criterion(YamlValue id) {
    Optional<Criterion> criterion = plan.criterion(id.text());
    if (criterion.isEmpty() && !id.isMissing()) {
      List<String> ids = plan.criteria().stream().map(Criterion::id).toList();
      id.report("the plan has no criterion '" + id.text() + "'." + Nearest.hint(id.text(), ids));
    }
    return criterion;
  }
}
