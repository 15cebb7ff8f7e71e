package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.serial.FrameBuffer.Bad;
import io.rackproof.agent.device.serial.FrameBuffer.Frame;
import io.rackproof.agent.device.serial.FrameBuffer.Good;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instrument that answers each prompt with a frame.
 *
 * <p>What has come before a prompt is dropped, so that a late answer is not taken for the next.
 * When an answer was still missing at the end of its time, the next prompt waits its whole time and
 * takes the last frame: an answer that is even later than that is the first of two.
 */
final class PromptedReads {

  private final SerialConfig config;
  private final Ticker ticker;
  private final SerialTransport transport;
  private boolean answerOwed;

  PromptedReads(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
    this.transport = new SerialTransport(config, ticker);
  }

  /** What came of a prompt, and when. */
  private sealed interface Exchange {
    RequestTime time();
  }

  private record Answered(String frame, RequestTime time) implements Exchange {}

  private record Unanswered(Missing why, RequestTime time) implements Exchange {}

  List<Reading> read(List<Point> points) {
    Map<String, Exchange> exchanges = new LinkedHashMap<>();
    List<Reading> readings = new ArrayList<>(points.size());
    for (Point point : points) {
      SerialSource source = SerialDriver.source(point);
      Exchange exchange = exchanges.get(source.prompt());
      if (exchange == null) {
        exchange = ask(source.prompt(), exchanges);
        exchanges.put(source.prompt(), exchange);
      }
      add(readings, point, source, exchange);
    }
    return readings;
  }

  private static void add(
      List<Reading> readings, Point point, SerialSource source, Exchange exchange) {
    if (exchange instanceof Unanswered unanswered) {
      readings.add(new Reading(point, unanswered.why(), exchange.time(), ""));
      return;
    }
    String frame = ((Answered) exchange).frame();
    List<SerialCodec.Row> rows =
        SerialCodec.concerns(frame, source) ? SerialCodec.decode(frame, point, source) : List.of();
    if (rows.isEmpty()) {
      Object looked = source.frame().isPresent() ? source.frame().get() : source.part();
      Missing why = new Missing(Cause.GARBAGE, "no " + looked + " in " + SerialCodec.shown(frame));
      readings.add(new Reading(point, why, exchange.time(), SerialCodec.shown(frame)));
    }
    for (SerialCodec.Row row : rows) {
      readings.add(SerialDriver.reading(point, row, frame, exchange.time()));
    }
  }

  private Exchange ask(String prompt, Map<String, Exchange> before) {
    // A device that did not answer the first prompt would not answer the others either.
    if (!before.isEmpty()
        && before.values().iterator().next() instanceof Unanswered first
        && first.why().cause() != Cause.GARBAGE) {
      return first;
    }
    Ticker.Request request = ticker.start();
    try {
      transport.open();
      transport.quiet(config.dialogue().pause());
      request = ticker.start();
      transport.send(prompt);
      return exchange(prompt, await(prompt), request.end());
    } catch (IOException e) {
      transport.close();
      return new Unanswered(
          new Missing(Cause.UNREACHABLE, String.valueOf(e.getMessage())), request.end());
    }
  }

  private Optional<Frame> await(String prompt) throws IOException {
    long deadline = ticker.nanos().getAsLong() + config.timeout().toNanos();
    Optional<Frame> answer = transport.answer(prompt, deadline);
    boolean owed = answerOwed;
    while (owed && answer.isPresent()) {
      Optional<Frame> later = transport.answer(prompt, deadline);
      if (later.isEmpty()) {
        break;
      }
      answer = later;
    }
    answerOwed = answer.isEmpty();
    return answer;
  }

  private Exchange exchange(String prompt, Optional<Frame> answer, RequestTime time) {
    String asked = "'" + SerialCodec.escaped(prompt) + "'";
    if (answer.isPresent()) {
      Frame frame = answer.get();
      return frame instanceof Good
          ? new Answered(frame.text(), time)
          : new Unanswered(
              new Missing(
                  Cause.GARBAGE,
                  "the answer to "
                      + asked
                      + " "
                      + ((Bad) frame).why()
                      + ": "
                      + SerialCodec.shown(frame.text())),
              time);
    }
    if (transport.rest().isEmpty()) {
      return new Unanswered(
          new Missing(
              Cause.TIMEOUT,
              "no answer to " + asked + " within " + config.timeout().toMillis() + " ms"),
          time);
    }
    return new Unanswered(
        new Missing(
            Cause.GARBAGE,
            "the answer to " + asked + " has no end: " + SerialCodec.shown(transport.rest())),
        time);
  }

  void close() {
    transport.close();
    answerOwed = false;
  }
}
