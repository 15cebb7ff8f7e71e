package io.rackproof.collector.report;

import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a device said of itself, out of its {@code device_info} series: one for each text, its value
 * always 1. Not thread safe.
 */
final class Identities {

  private static final String METRIC = "device_info";
  private static final String NAME = "register";
  private static final String TEXT = "value";

  /** A text under a name. */
  private record Told(String name, String text) implements Comparable<Told> {
    @Override
    public int compareTo(Told other) {
      int names = name.compareTo(other.name);
      return names != 0 ? names : text.compareTo(other.text);
    }
  }

  private static final class Span {
    final Set<Map<String, String>> parts = new HashSet<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
  }

  private final Map<Told, Span> told = new TreeMap<>();

  /** The texts that each part said under a name. */
  private final Map<Map<String, String>, Set<String>> texts = new HashMap<>();

  /** Takes a series when it is of an identity, with the times of its first and last good sample. */
  void add(Series series, long firstMillis, long lastMillis) {
    if (!series.metric().equals(METRIC)) {
      return;
    }
    Map<String, String> part = new HashMap<>(series.labels());
    part.remove(TEXT);
    Span span =
        told.computeIfAbsent(new Told(series.label(NAME), series.label(TEXT)), key -> new Span());
    span.parts.add(part);
    span.first = Math.min(span.first, firstMillis);
    span.last = Math.max(span.last, lastMillis);
    texts.computeIfAbsent(part, key -> new HashSet<>()).add(series.label(TEXT));
  }

  /** By name, then by text. */
  List<DeviceIdentity> build() {
    List<DeviceIdentity> all = new ArrayList<>();
    told.forEach(
        (key, span) ->
            all.add(
                new DeviceIdentity(
                    key.name(),
                    key.text(),
                    span.parts.size(),
                    span.first,
                    span.last,
                    span.parts.stream()
                        .anyMatch(p -> texts.getOrDefault(p, Set.of()).size() > 1))));
    return all;
  }
}
