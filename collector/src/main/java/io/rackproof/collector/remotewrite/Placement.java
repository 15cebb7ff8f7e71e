package io.rackproof.collector.remotewrite;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.wire.Quality;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the series of one sender belong, and what its samples are worth. Thread safe. */
final class Placement {

  /** A clock that is that far ahead is wrong; what it stamps is not even kept. */
  private static final int FUTURE_MILLIS = 5 * 60_000;

  private static final String DEFAULT_ROLE = "other";

  /** Series whose places are remembered: some 500 bytes each. */
  private static final int MOST_REMEMBERED = 50_000;

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

  /** How far the sender's clock is from ours at most; -1 when nobody knows. */
  private final long withinMillis;

  /** Of series that are not refused. */
  private final Map<SentLabels, Place> known = new ConcurrentHashMap<>();

  Placement(Sender sender, Catalogue catalogue) {
    this.sender = sender;
    this.catalogue = catalogue;
    this.withinMillis = sender.clockWithin().map(Duration::toMillis).orElse(-1L);
  }

  Place of(IncomingSeries incoming) throws BadRequestException {
    Place before = incoming.histograms() > 0 ? null : known.get(incoming.sent());
    if (before != null) {
      return before;
    }
    Place place = find(incoming);
    if (!(place instanceof Refused)) {
      if (known.size() >= MOST_REMEMBERED) {
        // A sender whose series come and go: those that stay are soon known again.
        known.clear();
      }
      known.put(incoming.sent(), place);
    }
    return place;
  }

  private Place find(IncomingSeries incoming) throws BadRequestException {
    String sentName = incoming.name();
    Map<String, String> sent = incoming.labels();
    String name = sentName;
    double scale = 1;
    if (!sender.metrics().isEmpty()) {
      Optional<MetricRule> rule =
          sender.metrics().stream().filter(r -> r.keep().matcher(sentName).matches()).findFirst();
      if (rule.isEmpty()) {
        return new LeftAway();
      }
      name = rule.get().as().orElse(name);
      scale = rule.get().scale();
    }
    if (incoming.histograms() > 0) {
      return new Refused(Refusal.HISTOGRAM);
    }
    Map<String, String> labels = new HashMap<>(sent);
    sender
        .from()
        .forEach(
            (ours, theirs) -> {
              String value = sent.get(theirs);
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
    long future = Math.max(FUTURE_MILLIS, withinMillis);
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
    int uncertaintyMicros = (int) Math.min(Integer.MAX_VALUE, Math.max(0, withinMillis) * 1000);
    Quality quality;
    if (Double.isNaN(scaled)) {
      quality = Quality.NOT_AVAILABLE;
      scaled = Double.NaN;
    } else if (withinMillis < 0 || timeMillis > nowMillis + withinMillis) {
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
