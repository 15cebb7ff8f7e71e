package io.rackproof.collector.report;

import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.store.SeriesCount;
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
    final Identities identities = new Identities();
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
    long notGood = 0;
    long firstGood = Long.MAX_VALUE;
    long lastGood = Long.MIN_VALUE;
    for (int i = first; i < end; i++) {
      if (samples.isGood(i)) {
        firstGood = Math.min(firstGood, samples.timeMillis(i));
        lastGood = samples.timeMillis(i);
      } else {
        notGood++;
      }
    }
    add(new SeriesCount(samples.series(), end - first, notGood, firstGood, lastGood));
  }

  /** Takes samples of a series that are counted already. */
  public void add(SeriesCount count) {
    Counted counted =
        devices.computeIfAbsent(count.series().label("device"), device -> new Counted());
    counted.role = count.series().label("role");
    counted.series.add(count.series());
    counted.samples += count.samples();
    counted.notGood += count.notGood();
    if (count.notGood() < count.samples()) {
      counted.identities.add(count.series(), count.firstGoodMillis(), count.lastGoodMillis());
    }
  }

  /** All of it, devices by their names. */
  public List<Equipment> build() {
    return devices.entrySet().stream().map(e -> equipment(e.getKey(), e.getValue())).toList();
  }

  private static Equipment equipment(String device, Counted counted) {
    return new Equipment(
        device,
        counted.role,
        counted.series.size(),
        counted.samples,
        counted.notGood,
        counted.identities.build());
  }
}
