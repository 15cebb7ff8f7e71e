package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Which requests read a set of sources. Sources close to one another are read with one request, as
 * far as the device's limits go; the registers between them are read along.
 */
final class ReadPlan {

  /** Bits that cost as much in an answer as one register. */
  static final int BITS_PER_REGISTER = 16;

  private ReadPlan() {}

  /**
   * One request: from the first address of its spans to the last.
   *
   * @param spans at least one, by address, without overlaps
   */
  record Block(List<Span> spans) {
    Block {
      spans = List.copyOf(spans);
    }

    Table table() {
      return spans.get(0).table();
    }

    int address() {
      return spans.get(0).address();
    }

    int count() {
      return spans.get(spans.size() - 1).end() - address();
    }

    /** The registers that take as much of an answer. */
    int registers() {
      int weight = weight(table());
      return (count() + weight - 1) / weight;
    }

    /** The same spans in two requests, each with half of them. */
    List<Block> halves() {
      int middle = spans.size() / 2;
      return List.of(
          new Block(spans.subList(0, middle)), new Block(spans.subList(middle, spans.size())));
    }
  }

  /** Addresses that are only of use together: those of one source, or of sources that overlap. */
  record Span(Table table, int address, int end) {
    boolean holds(ModbusSource source) {
      return source.table() == table && source.address() >= address && source.end() <= end;
    }
  }

  /** A place between two addresses that no request may reach over. */
  record Cut(Table table, int before) {}

  /**
   * What holds for all requests of a unit.
   *
   * @param longest registers or bits of one request, by table
   * @param gap registers between two sources that are read along
   * @param cuts that were found
   * @param absent what the unit does not have: never asked, and never read along
   */
  record Limits(ToIntFunction<Table> longest, int gap, Set<Cut> cuts, Set<Span> absent) {}

  /**
   * The requests for some sources, by table and address.
   *
   * @param maxRegisters of one request; sixteen times as many bits
   * @param maxGap registers between two sources that are read along
   */
  static List<Block> of(Set<ModbusSource> sources, int maxRegisters, int maxGap) {
    return of(
        spans(sources, maxRegisters),
        new Limits(table -> maxRegisters * weight(table), maxGap, Set.of(), Set.of()));
  }

  /** The requests for some spans that are sorted by table and address. */
  static List<Block> of(Collection<Span> spans, Limits limits) {
    List<Block> blocks = new ArrayList<>();
    List<Span> run = new ArrayList<>();
    for (Span span : spans) {
      if (!run.isEmpty() && !joins(run, span, limits)) {
        blocks.add(new Block(run));
        run.clear();
      }
      if (!limits.absent().contains(span)) {
        run.add(span);
      }
    }
    if (!run.isEmpty()) {
      blocks.add(new Block(run));
    }
    return blocks;
  }

  private static boolean joins(List<Span> run, Span span, Limits limits) {
    Table table = run.get(0).table();
    int end = run.get(run.size() - 1).end();
    return span.table() == table
        && !limits.absent().contains(span)
        && span.address() - end <= limits.gap() * weight(table)
        && span.end() - run.get(0).address() <= limits.longest().applyAsInt(table)
        && limits.cuts().stream().noneMatch(cut -> reaches(cut, table, end, span.address()));
  }

  private static boolean reaches(Cut cut, Table table, int from, int to) {
    return cut.table() == table && cut.before() > from - 1 && cut.before() <= to;
  }

  /** The spans of some sources, by table and address. */
  static Set<Span> spans(Set<ModbusSource> sources, int maxRegisters) {
    Set<Span> spans = new LinkedHashSet<>();
    for (Table table : Table.values()) {
      addSpans(spans, sources, table, maxRegisters * weight(table));
    }
    return spans;
  }

  private static void addSpans(
      Set<Span> spans, Set<ModbusSource> sources, Table table, int longest) {
    List<ModbusSource> sorted =
        sources.stream()
            .filter(source -> source.table() == table)
            .sorted(
                Comparator.comparingInt(ModbusSource::address).thenComparingInt(ModbusSource::end))
            .toList();
    int start = -1;
    int end = -1;
    for (ModbusSource source : sorted) {
      int joined = Math.max(end, source.end());
      if (start >= 0 && source.address() < end && joined - start <= longest) {
        end = joined;
        continue;
      }
      if (start >= 0) {
        spans.add(new Span(table, start, end));
      }
      start = source.address();
      end = source.end();
    }
    if (start >= 0) {
      spans.add(new Span(table, start, end));
    }
  }

  static int weight(Table table) {
    return table.isBits() ? BITS_PER_REGISTER : 1;
  }
}
