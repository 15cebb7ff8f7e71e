package io.rackproof.collector.remotewrite;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.wire.Quality;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the series of one sender belong, and what its samples are worth. Thread safe. */
final class Placement {

  /** A clock that is that far ahead is wrong; what it stamps is not even kept. */
  private static final int FUTURE_MILLIS = 5 * 60_000;

  private static final String DEFAULT_ROLE = "other";

  /** Where a series belongs. */
  sealed interface Place {}

  /** It is stored. */
  record Stored(String rack, Series series, double scale, Optional<Metric.Range> plausible)
      implements Place {}

  /** It is not. */
  record Refused(Refusal why) implements Place {}

  /** The sender's rules leave it away. */
  record LeftAway() implements Place {}

  private final Sender sender;
  private final Catalogue catalogue;

  Placement(Sender sender, Catalogue catalogue) {
    this.sender = sender;
    this.catalogue = catalogue;
  }

  Place of(IncomingSeries incoming) {
    String name = incoming.name();
    double scale = 1;
    if (!sender.metrics().isEmpty()) {
      Optional<MetricRule> rule =
          sender.metrics().stream()
              .filter(r -> r.keep().matcher(incoming.name()).matches())
              .findFirst();
      if (rule.isEmpty()) {
        return new LeftAway();
      }
      name = rule.get().as().orElse(name);
      scale = rule.get().scale();
    }
    if (incoming.histograms() > 0) {
      return new Refused(Refusal.HISTOGRAM);
    }
    Map<String, String> labels = new HashMap<>(incoming.labels());
    sender
        .from()
        .forEach(
            (ours, theirs) -> {
              String value = incoming.labels().get(theirs);
              if (value != null && !value.isEmpty()) {
                labels.remove(theirs);
                labels.put(ours, value);
              }
            });
    sender.drop().forEach(labels::remove);
    labels.putAll(sender.labels());
    labels.putIfAbsent("role", DEFAULT_ROLE);
    return placed(name, labels, scale);
  }

  private Place placed(String name, Map<String, String> labels, double scale) {
    String rack = labels.getOrDefault("rack", "");
    if (rack.isEmpty()) {
      return new Refused(Refusal.NO_RACK);
    }
    if (!sender.racks().contains(rack)) {
      return new Refused(Refusal.OTHER_RACK);
    }
    if (labels.getOrDefault("device", "").isEmpty()) {
      return new Refused(Refusal.NO_DEVICE);
    }
    try {
      RackIdentity unused = RackIdentity.of(rack);
      return new Stored(
          rack, Series.of(name, labels), scale, catalogue.metric(name).flatMap(Metric::plausible));
    } catch (IllegalArgumentException e) {
      return new Refused(Refusal.BAD_NAME);
    }
  }

  /** Why a sample of a time cannot be, if it cannot. */
  Optional<Refusal> refusal(long timeMillis, long nowMillis) {
    long future = Math.max(FUTURE_MILLIS, sender.clockWithin().map(d -> d.toMillis()).orElse(0L));
    if (timeMillis > nowMillis + future) {
      return Optional.of(Refusal.FAR_FUTURE);
    }
    return timeMillis < nowMillis - sender.oldest().toMillis()
        ? Optional.of(Refusal.TOO_OLD)
        : Optional.empty();
  }

  /**
   * The sample as it is stored. A NaN holds nothing: staleness markers end a series' hold like any
   * other. What an honest clock could not have stamped yet proves that the clock is not honest.
   */
  Sample sample(Stored place, long timeMillis, double value, long nowMillis) {
    double scaled = value * place.scale();
    long within = sender.clockWithin().map(d -> d.toMillis()).orElse(-1L);
    int uncertaintyMicros = (int) Math.min(Integer.MAX_VALUE, Math.max(0, within) * 1000);
    Quality quality;
    if (Double.isNaN(scaled)) {
      quality = Quality.NOT_AVAILABLE;
      scaled = Double.NaN;
    } else if (within < 0 || timeMillis > nowMillis + within) {
      quality = Quality.CLOCK_UNSURE;
    } else if (Double.isInfinite(scaled) || !isPlausible(place, scaled)) {
      quality = Quality.OUT_OF_RANGE;
    } else {
      quality = Quality.GOOD;
    }
    return new Sample(place.series(), timeMillis, scaled, quality, uncertaintyMicros);
  }

  private static boolean isPlausible(Stored place, double value) {
    return place.plausible().map(range -> range.contains(value)).orElse(true);
  }
}
