package io.rackproof.collector.web;

import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.wire.RackIdentity;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rack as the first page shows it.
 *
 * @param detail generation, maker, site, lot and serial, as far as known
 * @param state {@code sending}, {@code silent} or {@code not heard of since the start}
 * @param running id of the campaign that runs on it; empty for none
 */
public record RackView(
    String id, String detail, int series, String state, boolean live, String running) {

  private static final long SILENT_AFTER_MILLIS = 10_000;

  static RackView of(
      RackIdentity rack,
      int series,
      Optional<Arrival> arrival,
      Optional<String> running,
      long nowMillis) {
    long last = arrival.map(Arrival::lastBatchMillis).orElse(0L);
    boolean live = last > 0 && nowMillis - last < SILENT_AFTER_MILLIS;
    String state;
    if (last == 0) {
      state = "not heard of since the collector started";
    } else {
      state = live ? "sending" : "silent for " + Figures.duration(nowMillis - last);
    }
    String detail =
        Stream.of(rack.generation(), rack.maker(), rack.site(), rack.lot(), rack.serial())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" · "));
    return new RackView(rack.id(), detail, series, state, live, running.orElse(""));
  }
}
