package io.rackproof.collector.report;

import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what was read, by device. Not thread safe. */
public final class EquipmentCount {

  private static final class Counted {
    String role = "";
    final Set<Series> series = new HashSet<>();
    long samples;
    long notGood;
  }

  private final Map<String, Counted> devices = new TreeMap<>();

  /** Counts the samples of a series whose time is in [from, to). */
  public void add(SeriesSamples samples, long fromMillis, long toMillis) {
    int first = samples.indexAtOrBefore(fromMillis - 1) + 1;
    int end = samples.indexAtOrBefore(toMillis - 1) + 1;
    if (first >= end) {
      return;
    }
    Counted counted =
        devices.computeIfAbsent(samples.series().label("device"), device -> new Counted());
    counted.role = samples.series().label("role");
    counted.series.add(samples.series());
    counted.samples += end - first;
    for (int i = first; i < end; i++) {
      counted.notGood += samples.isGood(i) ? 0 : 1;
    }
  }

  /** By the device's name. */
  public List<Equipment> build() {
    return devices.entrySet().stream()
        .map(
            e ->
                new Equipment(
                    e.getKey(),
                    e.getValue().role,
                    e.getValue().series.size(),
                    e.getValue().samples,
                    e.getValue().notGood))
        .toList();
  }
}
