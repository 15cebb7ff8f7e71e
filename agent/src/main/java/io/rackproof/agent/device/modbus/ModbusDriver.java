package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import io.rackproof.agent.device.modbus.UnitReads.Result;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Modbus unit with functions 1 to 4, and with no other.
 *
 * <p>An address that the unit refuses is isolated, remembered and not asked for again until the
 * connection is opened anew, or for {@value UnitReads#ROUNDS_UNTIL_ASKED_AGAIN} reads.
 */
public final class ModbusDriver implements Driver {

  private final ModbusConfig config;
  private final ModbusLinks links;
  private final Ticker ticker;
  private final UnitReads reads;
  private @Nullable ModbusTransport transport;

  private List<Point> planned = List.of();
  private Set<ModbusSource> sources = Set.of();

  /** A unit that has its link for itself. */
  public ModbusDriver(ModbusConfig config, Ticker ticker) {
    this(config, new ModbusLinks(ticker), ticker);
  }

  /** A unit that shares its link with others whose drivers were given the same links. */
  public ModbusDriver(ModbusConfig config, ModbusLinks links, Ticker ticker) {
    this.config = config;
    this.links = links;
    this.ticker = ticker;
    this.reads = new UnitReads(config, ticker);
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
    if (points.isEmpty()) {
      return List.of();
    }
    if (!points.equals(planned)) {
      planned = List.copyOf(points);
      Set<ModbusSource> wanted = new LinkedHashSet<>();
      points.forEach(point -> wanted.add(source(point)));
      sources = wanted;
    }
    reads.plan(sources);
    ModbusTransport link;
    try {
      link = link();
    } catch (IllegalArgumentException e) {
      RequestTime now = ticker.start().end();
      String why = String.valueOf(e.getMessage());
      return points.stream()
          .map(point -> Reading.missing(point, Cause.UNREACHABLE, why, now))
          .toList();
    }
    Map<Span, Result> results = reads.ask(link);
    return points.stream().map(point -> reading(point, results)).toList();
  }

  private Reading reading(Point point, Map<Span, Result> results) {
    ModbusSource source = source(point);
    Span span = reads.spanOf(source);
    Result result = results.get(span);
    if (result == null) {
      throw new IllegalStateException("nothing was asked for " + source);
    }
    if (result.missing().isPresent()) {
      return new Reading(point, result.missing().get(), result.time(), "");
    }
    int from = source.address() - span.address();
    int[] words = Arrays.copyOfRange(result.words(), from, from + source.format().registers());
    return new Reading(
        point,
        ModbusCodec.decode(source.format(), words),
        result.time(),
        ModbusCodec.raw(source.format(), words));
  }

  private static ModbusSource source(Point point) {
    if (point.source() instanceof ModbusSource source) {
      return source;
    }
    throw new IllegalArgumentException(point.source() + " is not found in a Modbus unit");
  }

  private ModbusTransport link() {
    ModbusTransport link = transport;
    if (link == null) {
      link = links.acquire(config.link());
      transport = link;
    }
    return link;
  }

  @Override
  public void close() {
    if (transport != null) {
      transport = null;
      links.release(config.link());
    }
  }
}
