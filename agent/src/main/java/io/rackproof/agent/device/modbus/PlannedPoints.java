package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Some points of a unit and the requests that read them, kept from one round to the next. */
final class PlannedPoints {

  private final List<Point> points;
  private final List<Place> places = new ArrayList<>();
  private final Set<Span> spans;
  private final Set<IdentificationSource.Item> items = new LinkedHashSet<>();
  private List<Block> blocks = List.of();
  private int version = -1;

  /**
   * Where the answer for a point is found.
   *
   * @param span of registers, and where in it the point begins; null for an identification
   */
  record Place(Point point, @Nullable Span span, int offset) {}

  /**
   * @throws IllegalArgumentException for a point of another protocol
   */
  PlannedPoints(List<Point> points, int maxRegisters) {
    this.points = List.copyOf(points);
    Set<ModbusSource> sources = new LinkedHashSet<>();
    for (Point point : points) {
      if (point.source() instanceof ModbusSource source) {
        sources.add(source);
      } else if (point.source() instanceof IdentificationSource identification) {
        items.add(identification.item());
      } else {
        throw new IllegalArgumentException(point.source() + " is not found in a Modbus unit");
      }
    }
    spans = ReadPlan.spans(sources, maxRegisters);
    Map<ModbusSource, Span> found = new HashMap<>();
    for (ModbusSource source : sources) {
      found.put(source, spans.stream().filter(s -> s.holds(source)).findFirst().orElseThrow());
    }
    for (Point point : points) {
      Span span = point.source() instanceof ModbusSource source ? found.get(source) : null;
      int offset =
          span != null && point.source() instanceof ModbusSource source
              ? source.address() - span.address()
              : 0;
      places.add(new Place(point, span, offset));
    }
  }

  /** True when these are the points; quick for the list that they were made of. */
  boolean areOf(List<Point> others) {
    return points.equals(others);
  }

  /** In the order of the points. */
  List<Place> places() {
    return places;
  }

  Set<Span> spans() {
    return spans;
  }

  /** Texts of the identification that the points ask for. */
  Set<IdentificationSource.Item> items() {
    return items;
  }

  /** The requests by what is known now. */
  List<Block> blocks(UnitKnowledge knowledge) {
    if (version != knowledge.version()) {
      version = knowledge.version();
      blocks = ReadPlan.of(spans, knowledge.limits());
    }
    return blocks;
  }
}
