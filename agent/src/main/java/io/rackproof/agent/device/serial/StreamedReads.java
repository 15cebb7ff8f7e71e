package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instrument that talks unasked: the last that it said of each point, with the time at which it
 * said so. The first read waits until every point has been heard of, or half as long as the
 * instrument may be silent: not all that a profile names need be there.
 */
final class StreamedReads {

  private final SerialConfig config;
  private final Ticker ticker;
  private final Map<Point, Map<Map<String, String>, Heard>> latest = new LinkedHashMap<>();
  private @Nullable StreamListener listener;

  /** A value and when it was said. */
  private record Heard(SerialCodec.Row row, StreamListener.Said said) {}

  StreamedReads(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
  }

  List<Reading> read(List<Point> points) {
    if (points.isEmpty()) {
      return List.of();
    }
    Ticker.Request request = ticker.start();
    Optional<String> fault;
    try {
      fault = listen(points);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fault = Optional.of("interrupted");
    }
    RequestTime now = request.end();
    if (fault.isPresent()) {
      close();
      Missing why = new Missing(Cause.UNREACHABLE, fault.get());
      return points.stream().map(point -> new Reading(point, why, now, "")).toList();
    }
    long nanos = ticker.nanos().getAsLong();
    List<Reading> readings = new ArrayList<>();
    for (Point point : points) {
      add(readings, point, nanos, now);
    }
    return readings;
  }

  /** Takes what was said; why the line is gone, if it is. */
  private Optional<String> listen(List<Point> points) throws InterruptedException {
    StreamListener listening = listener;
    boolean first = listening == null;
    if (listening == null) {
      SerialTransport transport = new SerialTransport(config, ticker);
      try {
        transport.open();
      } catch (IOException e) {
        transport.close();
        return Optional.of(String.valueOf(e.getMessage()));
      }
      listening = new StreamListener(transport, config.link().bus(), ticker);
      listener = listening;
    }
    long until = ticker.nanos().getAsLong() + config.dialogue().silentAfter().toNanos() / 2;
    listening.take().forEach(said -> note(points, said));
    while (first
        && listening.fault().isEmpty()
        && points.stream().anyMatch(point -> !latest.containsKey(point))) {
      List<StreamListener.Said> more = listening.await(until);
      more.forEach(said -> note(points, said));
      if (more.isEmpty() && ticker.nanos().getAsLong() >= until) {
        break;
      }
    }
    return listening.fault();
  }

  private void note(List<Point> points, StreamListener.Said said) {
    for (Point point : points) {
      SerialSource source = SerialDriver.source(point);
      if (!SerialCodec.concerns(said.frame(), source)) {
        continue;
      }
      for (SerialCodec.Row row : SerialCodec.decode(said.frame(), point, source)) {
        boolean absent = row.part().isEmpty() && row.outcome() instanceof Missing;
        // A frame without the point says nothing of it, unless the profile says that it has it.
        if (!absent || source.frame().isPresent()) {
          latest
              .computeIfAbsent(point, p -> new LinkedHashMap<>())
              .put(row.labels(), new Heard(row, said));
        }
      }
    }
  }

  private void add(List<Reading> readings, Point point, long nanos, RequestTime now) {
    long silent = config.dialogue().silentAfter().toNanos();
    Map<Map<String, String>, Heard> rows = latest.getOrDefault(point, Map.of());
    int before = readings.size();
    for (Heard heard : rows.values()) {
      if (nanos - heard.said().nanos() <= silent) {
        readings.add(
            SerialDriver.reading(point, heard.row(), heard.said().frame(), heard.said().time()));
      }
    }
    if (readings.size() == before) {
      readings.add(new Reading(point, silence(), now, ""));
    }
    rows.values().removeIf(heard -> nanos - heard.said().nanos() > silent);
  }

  private Missing silence() {
    String bad = listener == null ? "" : listener.lastBad();
    String span = config.dialogue().silentAfter().toMillis() + " ms";
    return bad.isEmpty()
        ? new Missing(Cause.TIMEOUT, "nothing was said of it for " + span)
        : new Missing(Cause.GARBAGE, "nothing good was said for " + span + "; " + bad);
  }

  void close() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
    latest.clear();
  }
}
