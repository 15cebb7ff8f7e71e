package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import java.util.List;

/**
 * Reads an instrument on a serial line, be it one that answers prompts or one that talks unasked.
 * It sends the prompts of its profile and nothing else.
 */
public final class SerialDriver implements Driver {

  private final SerialConfig config;
  private final PromptedReads prompted;
  private final StreamedReads streamed;

  public SerialDriver(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.prompted = new PromptedReads(config, ticker);
    this.streamed = new StreamedReads(config, ticker);
  }

  @Override
  public String bus() {
    return config.link().bus();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for a point of another protocol
   */
  @Override
  public List<Reading> read(List<Point> points) {
    points.forEach(SerialDriver::source);
    return config.dialogue().streams() ? streamed.read(points) : prompted.read(points);
  }

  static SerialSource source(Point point) {
    if (point.source() instanceof SerialSource source) {
      return source;
    }
    throw new IllegalArgumentException("not a point of a serial instrument: " + point.source());
  }

  static Reading reading(Point point, SerialCodec.Row row, String frame, RequestTime time) {
    return new Reading(
        row.labels().isEmpty() ? point : point.withLabels(row.labels()),
        row.outcome(),
        time,
        "'" + SerialCodec.escaped(frame) + "'");
  }

  @Override
  public void close() {
    prompted.close();
    streamed.close();
  }
}
