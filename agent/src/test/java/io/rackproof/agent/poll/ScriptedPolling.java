package io.rackproof.agent.poll;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scripted devices under a poller, in virtual time. */
abstract class ScriptedPolling {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Source SOURCE =
      new Source() {
        @Override
        public String toString() {
          return "scripted";
        }
      };
  static final Point POINT =
      new Point(
          "device_register_value",
          Map.of(),
          SOURCE,
          Scaling.NONE,
          "1",
          Point.Kind.GAUGE,
          0,
          Optional.empty());

  final VirtualTime time = new VirtualTime();
  final Map<String, List<DevicePoll>> polls = new LinkedHashMap<>();
  final List<Script> scripts = new ArrayList<>();

  /** What the poller said of itself during reads. */
  final List<Long> overdue = new ArrayList<>();

  /** A request that stayed without an answer. */
  record Silence(long start, long end) {}

  /** A device whose behaviour a test sets. */
  class Script implements Driver {
    final String name;
    final String bus;
    final List<Long> askedAt = new ArrayList<>();
    final Map<Point, List<Long>> readAt = new LinkedHashMap<>();
    List<Point> points = List.of(POINT);
    long busyNanos;
    Duration takes = Duration.ofMillis(20);
    boolean silent;

    /** Answers that are lost from now on. */
    int losing;

    Duration interval = SECOND;
    final List<Silence> silences = new ArrayList<>();
    boolean closed;

    /** Called when a read is about to return. */
    Runnable onRead = () -> {};

    Script(String name, String bus) {
      this.name = name;
      this.bus = bus;
      scripts.add(this);
    }

    @Override
    public String bus() {
      return bus;
    }

    @Override
    public List<Reading> read(List<Point> points) {
      askedAt.add(time.nanos());
      long start = time.nanos();
      points.forEach(point -> readAt.computeIfAbsent(point, p -> new ArrayList<>()).add(start));
      boolean unanswered = silent || losing-- > 0;
      time.spend(unanswered ? TIMEOUT : takes);
      onRead.run();
      busyNanos += time.nanos() - start;
      RequestTime at = new RequestTime(start / 1_000_000, 0);
      if (unanswered) {
        silences.add(new Silence(start, time.nanos()));
      }
      return unanswered
          ? List.of(Reading.missing(points.get(0), Cause.TIMEOUT, "no answer within 500 ms", at))
          : points.stream().map(point -> Reading.value(point, 1, at, "1")).toList();
    }

    /** Without the read at once, with which each device begins. */
    List<Long> readAt(Point point) {
      List<Long> all = readAt.getOrDefault(point, List.of());
      return all.subList(Math.min(1, all.size()), all.size());
    }

    /** Without the read at once, with which each device begins. */
    List<Long> slotsAsked() {
      return askedAt.subList(1, askedAt.size());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  final List<DevicePoll> polls(String device) {
    return polls.getOrDefault(device, List.of());
  }

  final Poller poller() {
    Poller poller =
        new Poller(
            time,
            time.ticker(),
            scripts.stream().map(s -> new PolledDevice(s.name, s, s.points, s.interval)).toList(),
            poll -> polls.computeIfAbsent(poll.device(), d -> new ArrayList<>()).add(poll));
    poller.start();
    return poller;
  }
}
