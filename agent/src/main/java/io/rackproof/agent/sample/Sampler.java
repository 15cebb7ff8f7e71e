package io.rackproof.agent.sample;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns one device's readings into samples, and tells what is known of the instruments behind them.
 * Remembers which series the device has shown, so that those that fall silent are told as not
 * available, and what each counter last said. Not thread safe: one for each device.
 */
public final class Sampler {

  /**
   * A series that has been silent for so many polls is forgotten: ports that were renumbered must
   * not be told as missing for ever.
   */
  static final int FORGOTTEN_AFTER_POLLS = 3600;

  private final String rack;
  private final String device;
  private final String role;
  private final Map<String, String> labels;
  private final Set<Point> tables;
  private final Map<Key, Track> tracks = new HashMap<>();
  private final Map<Key, Track> texts = new HashMap<>();
  private final Map<Key, Track> events = new HashMap<>();
  private Map<Series, Instrument> instruments = new HashMap<>();
  private final Series up;
  private final Series duration;
  private long poll;

  /** A point, and for texts what it says. */
  private record Key(String metric, Map<String, String> labels, String text) {}

  /** What is remembered of a series. */
  private static final class Track {
    final Series series;
    final Optional<Duration> interval;
    final CounterHistory counter;
    @Nullable Instrument instrument;
    long lastPoll;
    long lastShown;
    boolean replaced;

    Track(Series series, Optional<Duration> interval, CounterHistory counter) {
      this.series = series;
      this.interval = interval;
      this.counter = counter;
    }
  }

  /**
   * @param rack id
   * @param device name, unique in the rack
   * @param labels that {@code rack.yaml} gives the device
   * @param points of the device
   */
  public Sampler(
      String rack, String device, String role, Map<String, String> labels, List<Point> points) {
    this.rack = rack;
    this.device = device;
    this.role = role;
    this.labels = Map.copyOf(labels);
    this.tables =
        points.stream()
            .filter(point -> point.source().isTable())
            .collect(Collectors.toUnmodifiableSet());
    this.up = series("device_up", Map.of());
    this.duration = series("device_poll_duration_seconds", Map.of());
  }

  /**
   * The samples of one poll: those of its readings, one for each series that was there before and
   * is not now, and the two that tell of the device itself. A poll may be for some of the points
   * only: all those of the intervals that stand in its readings.
   *
   * @param time of the poll
   * @param took how long it took
   */
  public List<Sample> samples(List<Reading> readings, RequestTime time, Duration took) {
    poll++;
    List<Sample> samples = new ArrayList<>(readings.size() + 2);
    boolean answered = false;
    for (Reading reading : readings) {
      boolean missing = reading.outcome() instanceof Missing;
      answered |= !missing;
      // A table without its rows and a text that is not there name no series: those that are known
      // are told as silent below.
      boolean nameless =
          reading.point().kind() == Point.Kind.INFO || tables.contains(reading.point());
      if (!missing || !nameless) {
        samples.add(sample(reading));
      }
    }
    Set<Optional<Duration>> asked = new HashSet<>();
    readings.forEach(reading -> asked.add(reading.point().interval()));
    addSilent(samples, asked, time);
    samples.add(
        new Sample(
            up, time.timeMillis(), answered ? 1 : 0, Quality.GOOD, time.uncertaintyMicros()));
    samples.add(
        new Sample(
            duration,
            time.timeMillis(),
            took.toNanos() / 1e9,
            Quality.GOOD,
            time.uncertaintyMicros()));
    return samples;
  }

  /**
   * What is known of the instruments behind the series, as far as it is new or has changed since
   * this was last called.
   */
  public Map<Series, Instrument> takeInstruments() {
    Map<Series, Instrument> taken = instruments;
    instruments = new HashMap<>();
    return taken;
  }

  /**
   * @param asked the intervals of the points that this poll was for: the others are not silent
   */
  private void addSilent(List<Sample> samples, Set<Optional<Duration>> asked, RequestTime time) {
    Iterator<Track> each = tracks.values().iterator();
    while (each.hasNext()) {
      Track track = each.next();
      if (track.lastPoll == poll || !asked.contains(track.interval)) {
        continue;
      }
      samples.add(
          new Sample(
              track.series,
              time.timeMillis(),
              Double.NaN,
              Quality.NOT_AVAILABLE,
              time.uncertaintyMicros()));
      if (track.replaced || poll - track.lastShown >= FORGOTTEN_AFTER_POLLS) {
        each.remove();
      }
    }
  }

  /** The sample of one reading alone. Missing is NaN, never zero. */
  public Sample sample(Reading reading) {
    Point point = reading.point();
    String text = reading.outcome() instanceof Text t ? t.text() : "";
    Track track = track(point, text);
    track.lastPoll = poll;
    return sample(reading, track);
  }

  /**
   * The sample of something that the device told by itself, or that is counted of it. A series that
   * no poll shows is not told as silent: nobody knows when it will be heard of again.
   */
  public Sample event(Reading reading) {
    Key key = new Key(reading.point().metric(), reading.point().labels(), "");
    Track polled = tracks.get(key);
    if (polled != null) {
      return sample(reading, polled);
    }
    Track track =
        events.computeIfAbsent(
            key,
            k ->
                new Track(
                    series(k.metric(), new TreeMap<>(k.labels())),
                    Optional.empty(),
                    new CounterHistory()));
    return sample(reading, track);
  }

  private Sample sample(Reading reading, Track track) {
    Point point = reading.point();
    double value = Double.NaN;
    Quality quality = Quality.NOT_AVAILABLE;
    if (reading.outcome() instanceof Value raw) {
      value = point.scaling().apply(raw.number());
      quality = quality(reading, track, raw.number(), value);
      note(track, Instruments.of(point));
    } else if (reading.outcome() instanceof Text && point.kind() == Point.Kind.INFO) {
      value = 1;
      quality = Quality.GOOD;
    } else if (reading.outcome() instanceof Missing gone && gone.cause() == Cause.STALE) {
      quality = Quality.STALE;
    }
    if (!Double.isFinite(value)) {
      value = Double.NaN;
      quality = quality == Quality.STALE ? quality : Quality.NOT_AVAILABLE;
    } else {
      track.lastShown = poll;
    }
    return new Sample(
        track.series,
        reading.time().timeMillis(),
        value,
        quality,
        reading.time().uncertaintyMicros());
  }

  private void note(Track track, Instrument seen) {
    Instrument before = track.instrument;
    // A device that changes its range tells now in small steps and now in large ones: the large
    // ones count, and nothing is told again and again.
    Instrument now =
        before == null || seen.resolution() >= before.resolution()
            ? seen
            : new Instrument(
                seen.reading(),
                seen.absolute(),
                before.resolution(),
                seen.wrapsAt(),
                seen.resettable(),
                seen.calibrated(),
                seen.until());
    if (!now.equals(before)) {
      track.instrument = now;
      instruments.put(track.series, now);
    }
  }

  private static Quality quality(Reading reading, Track track, double raw, double value) {
    Point point = reading.point();
    if (!Double.isFinite(value)) {
      return Quality.NOT_AVAILABLE;
    }
    if (point.plausible().isPresent() && !point.plausible().get().contains(value)) {
      return Quality.OUT_OF_RANGE;
    }
    if (point.kind() == Point.Kind.COUNTER
        && track.counter.restarted(
            raw, reading.time().timeMillis(), point.counterBits(), reading.continuity())) {
      return Quality.COUNTER_RESET;
    }
    return Quality.GOOD;
  }

  private Track track(Point point, String text) {
    Track track = known(point, text);
    if (!text.isEmpty()) {
      Track before = texts.put(new Key(point.metric(), point.labels(), ""), track);
      if (before != null && before != track) {
        before.replaced = true;
        track.replaced = false;
      }
    }
    return track;
  }

  private Track known(Point point, String text) {
    return tracks.computeIfAbsent(
        new Key(point.metric(), point.labels(), text),
        key -> {
          Map<String, String> own = new TreeMap<>(point.labels());
          if (!text.isEmpty()) {
            own.put("value", text);
          }
          Track track =
              new Track(series(point.metric(), own), point.interval(), new CounterHistory());
          track.lastShown = poll;
          return track;
        });
  }

  /** The device's labels, those of the point over them, and the three of every series on top. */
  private Series series(String metric, Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(own);
    all.put("rack", rack);
    all.put("device", device);
    all.put("role", role);
    return Series.of(metric, all);
  }
}
