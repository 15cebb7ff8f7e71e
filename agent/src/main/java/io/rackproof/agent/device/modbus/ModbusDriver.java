package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import io.rackproof.agent.device.modbus.UnitReads.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Modbus unit with functions 1 to 4 and 43/14, and with no other.
 *
 * <p>It learns the unit: what a request costs, how long a read it answers, and what it refuses. An
 * address that the unit refuses is isolated, remembered and rarely asked for again, the first time
 * after {@value UnitKnowledge#ROUNDS_UNTIL_ASKED_AGAIN} reads.
 */
public final class ModbusDriver implements Driver {

  /** Points are asked for in a few groups, by their intervals. */
  private static final int MOST_GROUPS = 16;

  private final ModbusConfig config;
  private final ModbusLinks links;
  private final Ticker ticker;
  private final UnitKnowledge knowledge;
  private final List<PlannedPoints> groups = new ArrayList<>();
  private @Nullable ModbusTransport transport;

  /** A unit that has its link for itself. */
  public ModbusDriver(ModbusConfig config, Ticker ticker) {
    this(config, new ModbusLinks(ticker), ticker);
  }

  /** A unit that shares its link with others whose drivers were given the same links. */
  public ModbusDriver(ModbusConfig config, ModbusLinks links, Ticker ticker) {
    this.config = config;
    this.links = links;
    this.ticker = ticker;
    this.knowledge = new UnitKnowledge(config);
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
    PlannedPoints planned = planned(points);
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
    knowledge.nextRound();
    UnitReads reads = new UnitReads(config, knowledge, link, ticker);
    Map<Span, Result> results = reads.ask(planned);
    Optional<UnitIdentity> identity = identity(planned, reads, link);
    List<Reading> readings = new ArrayList<>(points.size());
    for (PlannedPoints.Place place : planned.places()) {
      Span span = place.span();
      readings.add(
          span == null
              ? text(place.point(), identity.orElseThrow())
              : reading(place, results.get(span)));
    }
    return readings;
  }

  /**
   * The requests that read points by what is known now; sends nothing.
   *
   * @throws IllegalArgumentException for a point of another protocol
   */
  public List<PlannedRead> plan(List<Point> points) {
    return PlannedReads.of(config, knowledge, planned(points));
  }

  /** True when {@link #plan} rests on what was measured and seen, not on the usual. */
  public boolean isLearned() {
    return knowledge.isLearned();
  }

  /** Asks the unit for all that it says of itself. */
  public UnitIdentity identify() {
    return UnitIdentity.of(config, link(), EnumSet.allOf(IdentificationSource.Item.class), ticker);
  }

  private PlannedPoints planned(List<Point> points) {
    for (PlannedPoints group : groups) {
      if (group.areOf(points)) {
        return group;
      }
    }
    if (groups.size() == MOST_GROUPS) {
      groups.remove(0);
    }
    PlannedPoints made = new PlannedPoints(points, config.maxRegisters());
    groups.add(made);
    return made;
  }

  private Optional<UnitIdentity> identity(
      PlannedPoints planned, UnitReads reads, ModbusTransport link) {
    if (planned.items().isEmpty()) {
      return Optional.empty();
    }
    if (!reads.goesOn()) {
      return Optional.of(
          new UnitIdentity(Map.of(), Optional.of(reads.why()), ticker.start().end()));
    }
    return Optional.of(UnitIdentity.of(config, link, planned.items(), ticker));
  }

  private static Reading text(Point point, UnitIdentity identity) {
    IdentificationSource source = (IdentificationSource) point.source();
    String text = identity.texts().get(source.item());
    if (text != null) {
      return new Reading(point, new Text(text), identity.time(), '"' + text + '"');
    }
    Missing why =
        identity
            .missing()
            .orElse(new Missing(Cause.ABSENT, "not part of the unit's identification"));
    return new Reading(point, why, identity.time(), "");
  }

  private static Reading reading(PlannedPoints.Place place, @Nullable Result result) {
    Point point = place.point();
    if (result == null) {
      throw new IllegalStateException("nothing was asked for " + point.source());
    }
    if (result.missing().isPresent()) {
      return new Reading(point, result.missing().get(), result.time(), "");
    }
    Format format = ((ModbusSource) point.source()).format();
    int from = result.from() + place.offset();
    int[] words = Arrays.copyOfRange(result.words(), from, from + format.registers());
    return new Reading(
        point, ModbusCodec.decode(format, words), result.time(), ModbusCodec.raw(format, words));
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
