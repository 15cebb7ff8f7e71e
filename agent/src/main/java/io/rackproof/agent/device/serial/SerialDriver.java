package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.serial.SerialTransport.Answer;
import io.rackproof.agent.device.serial.SerialTransport.Line;
import io.rackproof.agent.device.serial.SerialTransport.Unfinished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an instrument that answers each prompt with a line. It sends the prompts of its profile and
 * nothing else.
 *
 * <p>What has come before a prompt is dropped, so that a late answer is not taken for the next.
 * When an answer was still missing at the end of its time, the next prompt waits its whole time and
 * takes the last line: an answer that is even later than that is the first of two.
 */
public final class SerialDriver implements Driver {

  private final SerialConfig config;
  private final Ticker ticker;
  private final SerialTransport transport;
  private boolean answerOwed;

  public SerialDriver(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
    this.transport = new SerialTransport(config, ticker);
  }

  @Override
  public String bus() {
    return config.device();
  }

  /** An answer, or why there is none, and when. */
  private record Exchange(Answer answer, Cause cause, String detail, RequestTime time) {
    boolean isLine() {
      return answer instanceof Line;
    }
  }

  @Override
  public List<Reading> read(List<Point> points) {
    Map<String, Exchange> exchanges = new LinkedHashMap<>();
    List<Reading> readings = new ArrayList<>(points.size());
    for (Point point : points) {
      if (!(point.source() instanceof SerialSource source)) {
        throw new IllegalArgumentException("not a point of a serial instrument: " + point.source());
      }
      Exchange exchange = exchanges.get(source.prompt());
      if (exchange == null) {
        exchange = ask(source.prompt(), exchanges);
        exchanges.put(source.prompt(), exchange);
      }
      readings.add(reading(point, source, exchange));
    }
    return readings;
  }

  private static Reading reading(Point point, SerialSource source, Exchange exchange) {
    if (exchange.answer() instanceof Line line) {
      return new Reading(
          point,
          SerialCodec.decode(line.text(), point, source),
          exchange.time(),
          SerialCodec.shown(line.text()));
    }
    return new Reading(
        point, new Missing(exchange.cause(), exchange.detail()), exchange.time(), "");
  }

  private Exchange ask(String prompt, Map<String, Exchange> before) {
    // A device that did not answer the first prompt would not answer the others either.
    if (!before.isEmpty()) {
      Exchange first = before.values().iterator().next();
      if (!first.isLine() && first.cause() != Cause.GARBAGE) {
        return first;
      }
    }
    Ticker.Request request = ticker.start();
    try {
      transport.open();
      transport.quiet(config.pause());
      request = ticker.start();
      transport.send(prompt);
      Answer answer = await();
      return exchange(prompt, answer, request.end());
    } catch (IOException e) {
      transport.close();
      return new Exchange(
          new Unfinished(""), Cause.UNREACHABLE, String.valueOf(e.getMessage()), request.end());
    }
  }

  private Answer await() throws IOException {
    long deadline = ticker.nanos().getAsLong() + config.timeout().toNanos();
    Answer answer = transport.line(deadline);
    while (answerOwed && answer instanceof Line) {
      Answer later = transport.line(deadline);
      if (!(later instanceof Line)) {
        break;
      }
      answer = later;
    }
    answerOwed = !(answer instanceof Line);
    return answer;
  }

  private Exchange exchange(String prompt, Answer answer, RequestTime time) {
    if (!(answer instanceof Unfinished unfinished)) {
      return new Exchange(answer, Cause.TIMEOUT, "", time);
    }
    String asked = "'" + prompt + "'";
    if (unfinished.seen().isEmpty()) {
      return new Exchange(
          answer,
          Cause.TIMEOUT,
          "no answer to " + asked + " within " + config.timeout().toMillis() + " ms",
          time);
    }
    return new Exchange(
        answer,
        Cause.GARBAGE,
        "the answer to " + asked + " has no end: " + SerialCodec.shown(unfinished.seen()),
        time);
  }

  @Override
  public void close() {
    transport.close();
    answerOwed = false;
  }
}
