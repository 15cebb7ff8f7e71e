package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.collector.live.Arrivals.MeasuredClock;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.RackHealth;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rack and its agent as the page of the fleet shows them.
 *
 * @param elementId of its row
 * @param detail generation, maker, site, lot and serial, as far as known
 * @param health in a word, with sign and colour
 * @param why it is not good; empty when it is
 * @param lastSample age of the newest sample
 * @param clock offset with its uncertainty
 * @param agent name and version of its program, or that it is not connected
 * @param campaign id of the one that runs on it; empty for none
 * @param verdict of that campaign so far
 */
public record RackView(
    String id,
    String elementId,
    String detail,
    VerdictView health,
    String why,
    String lastSample,
    String backlog,
    String clock,
    String agent,
    int series,
    String campaign,
    Optional<VerdictView> verdict) {

  static RackView of(WebParts parts, RackIdentity rack, List<AgentStatus> connected) {
    long now = parts.clock().millis();
    Optional<Arrival> arrival = parts.arrivals().of(rack.id());
    List<AgentStatus> own = connected.stream().filter(a -> a.rack().equals(rack.id())).toList();
    RackHealth health = health(parts, rack.id(), arrival, own, now);
    Optional<String> campaign = parts.campaigns().running(rack.id()).map(Campaign::id);
    Optional<Judged> judged = campaign.flatMap(c -> parts.live().known(c, rack.id()));
    return new RackView(
        rack.id(),
        "rack-" + rack.id(),
        Stream.of(rack.generation(), rack.maker(), rack.site(), rack.lot(), rack.serial())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" · ")),
        badge(health.state()),
        why(health, arrival),
        health.sampleAgeMillis().isPresent()
            ? age(health.sampleAgeMillis().getAsLong()) + " ago"
            : "–",
        health.backlogBatches() == 1 ? "1 batch" : health.backlogBatches() + " batches",
        arrival.flatMap(Arrival::clock).map(RackView::clock).orElse("–"),
        own.isEmpty()
            ? "not connected"
            : own.stream().map(AgentStatus::software).distinct().collect(Collectors.joining(", ")),
        health.series(),
        campaign.orElse(""),
        judged.map(j -> VerdictView.of(j.scorecard().verdict())));
  }

  /** How a rack does, by what its connected agents tell of their backlog where there are any. */
  static RackHealth health(
      WebParts parts, String rack, Optional<Arrival> arrival, List<AgentStatus> own, long now) {
    OptionalLong told =
        own.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(own.stream().mapToLong(AgentStatus::backlog).sum());
    return RackHealth.of(arrival, parts.arrivals().latest(rack, parts.samples()), told, now);
  }

  private static VerdictView badge(RackHealth.State state) {
    return switch (state) {
      case UNHEARD -> new VerdictView("not heard of", "inconclusive", "?");
      case SILENT -> new VerdictView("silent", "fail", "✕");
      case LOST_DEVICE -> new VerdictView("device lost", "fail", "✕");
      case CLOCK_OFF -> new VerdictView("clock off", "marginal", "△");
      case BEHIND -> new VerdictView("behind", "marginal", "△");
      case GOOD -> new VerdictView("good", "pass", "✓");
    };
  }

  private static String why(RackHealth health, Optional<Arrival> arrival) {
    String lost =
        health.lostDevices().isEmpty()
            ? ""
            : "no answer from " + String.join(", ", health.lostDevices());
    return switch (health.state()) {
      case UNHEARD -> "nothing since the collector started";
      case SILENT -> "nothing for " + Figures.duration(health.silentMillis().orElse(0));
      case LOST_DEVICE -> lost;
      case CLOCK_OFF ->
          "by at least "
              + Figures.format(
                  Math.abs(arrival.map(a -> a.clockOffsetMillis().orElse(0)).orElse(0L)) / 1e3)
              + " s";
      case BEHIND -> "newest values wait on the agent";
      case GOOD -> "";
    };
  }

  private static String age(long millis) {
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.1fs", Math.floor(millis / 100.0) / 10)
        : Figures.duration(millis);
  }

  private static String clock(MeasuredClock clock) {
    String sign = clock.offsetMillis() > 0 ? "+" : clock.offsetMillis() < 0 ? "−" : "";
    return sign + Math.abs(clock.offsetMillis()) + " ms ± " + clock.uncertaintyMillis() + " ms";
  }
}
