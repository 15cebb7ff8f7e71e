package io.rackproof.collector.reference;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Samples as they arrive: with jitter, gaps, bad qualities, counters that restart, samples that
 * come twice with other values, and out of order.
 *
 * @param arrivals in the order of arrival
 */
record Recording(List<Arrival> arrivals) {

  /** One sample; of two at one time the one with the lower order counts. */
  record Arrival(Series series, long time, double value, Quality quality, long order) {}

  /** Lengths that the generator works with. */
  record Setting(long start, long length, int cell, long gap) {}

  static Recording generate(Setting setting, Random random) {
    List<Arrival> all = new ArrayList<>();
    int supplies = 1 + random.nextInt(3);
    for (int psu = 1; psu <= supplies; psu++) {
      gauge(
          all,
          setting,
          Series.of(
              "psu_output_power_watts",
              Map.of("rack", "r-1", "shelf", psu == 3 ? "b" : "a", "psu", "" + psu)),
          random);
    }
    for (int port = 1; port <= 2; port++) {
      Map<String, String> labels = Map.of("rack", "r-1", "port", "" + port);
      counter(all, setting, Series.of("switch_port_receive_errors_total", labels), random);
      gauge(all, setting, Series.of("switch_port_speed_bits_per_second", labels), random);
    }
    state(all, setting, Series.of("cdu_pump_running", Map.of("rack", "r-1", "pump", "1")), random);
    Map<String, String> neighbour = Map.of("rack", "r-1", "port", "1", "neighbor", "n-1");
    state(all, setting, Series.of("switch_lldp_neighbor_info", neighbour), random);
    twice(all, random);
    if (random.nextBoolean()) {
      Collections.shuffle(all, random);
    }
    return new Recording(List.copyOf(all));
  }

  /** The next time, a multiple of the cell: jitter, and now and then a gap. */
  private static long next(long time, Setting setting, Random random) {
    long step = setting.cell() * (1L + random.nextInt(8));
    long gap = random.nextInt(60) == 0 ? setting.gap() * (1 + random.nextInt(3)) : 0;
    return time + step + gap / setting.cell() * setting.cell();
  }

  private static Quality quality(Random random) {
    int dice = random.nextInt(90);
    return dice < Quality.values().length ? Quality.ofCode(dice) : Quality.GOOD;
  }

  private static void gauge(List<Arrival> all, Setting setting, Series series, Random random) {
    long time = setting.start() - 2 * setting.gap() / setting.cell() * setting.cell();
    time += random.nextInt(10) == 0 ? setting.length() / 3 / setting.cell() * setting.cell() : 0;
    double level = 20;
    boolean bits = series.metric().startsWith("switch");
    for (int order = 1; time < setting.start() + setting.length() + 500; order++) {
      level += random.nextInt(25) == 0 ? random.nextInt(21) - 10 : 0;
      double value = Math.rint((level + random.nextGaussian() * 2) * 2) / 2;
      Quality quality = quality(random);
      double told = quality == Quality.NOT_AVAILABLE ? Double.NaN : bits ? value * 1e9 : value;
      all.add(new Arrival(series, time, told, quality, order));
      time = next(time, setting, random);
    }
  }

  private static void counter(List<Arrival> all, Setting setting, Series series, Random random) {
    long time = setting.start() - 2 * setting.gap() / setting.cell() * setting.cell();
    boolean quiet = random.nextInt(3) == 0;
    boolean restarts = random.nextInt(3) == 0;
    double value = random.nextInt(100);
    for (int order = 1; time < setting.start() + setting.length() + 500; order++) {
      boolean fell = restarts && random.nextInt(30) == 0;
      value = fell ? random.nextInt(3) : value + (quiet ? 0 : random.nextInt(3));
      Quality quality = quality(random);
      if (quality == Quality.COUNTER_RESET && !restarts) {
        quality = Quality.GOOD;
      }
      all.add(new Arrival(series, time, value, quality, order));
      time = next(time, setting, random);
    }
  }

  private static void state(List<Arrival> all, Setting setting, Series series, Random random) {
    long time = setting.start() - 2 * setting.gap() / setting.cell() * setting.cell();
    int running = 1;
    for (int order = 1; time < setting.start() + setting.length() + 500; order++) {
      running = random.nextInt(12) == 0 ? 1 - running : running;
      all.add(new Arrival(series, time, running, quality(random), order));
      time = next(time, setting, random);
    }
  }

  /** Some samples come again: the same, or another value in a later batch. */
  private static void twice(List<Arrival> all, Random random) {
    for (Arrival arrival : List.copyOf(all)) {
      if (random.nextInt(10) == 0) {
        boolean same = random.nextBoolean();
        all.add(
            new Arrival(
                arrival.series(),
                arrival.time(),
                same ? arrival.value() : arrival.value() + 3,
                arrival.quality(),
                same ? arrival.order() : arrival.order() + 1 + random.nextInt(5)));
      }
    }
  }

  /** As the engine takes them. */
  List<SeriesSamples> series() {
    SortedMap<Series, SeriesSamples.Builder> builders = new TreeMap<>();
    for (Arrival a : arrivals) {
      builders
          .computeIfAbsent(a.series(), SeriesSamples::builder)
          .add(a.time(), a.value(), a.quality(), a.order());
    }
    return builders.values().stream().map(SeriesSamples.Builder::build).toList();
  }

  /** Of each series what counts at each time. */
  SortedMap<Series, SortedMap<Long, Arrival>> counting() {
    SortedMap<Series, SortedMap<Long, Arrival>> all = new TreeMap<>();
    for (Arrival a : arrivals) {
      all.computeIfAbsent(a.series(), s -> new TreeMap<>())
          .merge(a.time(), a, (old, late) -> late.order() < old.order() ? late : old);
    }
    return all;
  }
}
