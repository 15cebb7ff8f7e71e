package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which requests read a set of sources. Sources close to one another are read with one request, as
 * far as the device's limits go; the registers between them are read along.
 */
final class ReadPlan {

  /** Bits that cost as much in an answer as one register. */
  private static final int BITS_PER_REGISTER = 16;

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

  /**
   * The requests for some sources, by table and address.
   *
   * @param maxRegisters of one request; sixteen times as many bits
   * @param maxGap registers between two sources that are read along
   */
  static List<Block> of(Set<ModbusSource> sources, int maxRegisters, int maxGap) {
    List<Block> blocks = new ArrayList<>();
    for (Table table : Table.values()) {
      int weight = weight(table);
      List<Span> run = new ArrayList<>();
      for (Span span : spans(sources, table, maxRegisters)) {
        if (!run.isEmpty()
            && (span.address() - run.get(run.size() - 1).end() > maxGap * weight
                || span.end() - run.get(0).address() > maxRegisters * weight)) {
          blocks.add(new Block(run));
          run.clear();
        }
        run.add(span);
      }
      if (!run.isEmpty()) {
        blocks.add(new Block(run));
      }
    }
    return blocks;
  }

  private static Set<Span> spans(Set<ModbusSource> sources, Table table, int maxRegisters) {
    List<ModbusSource> sorted =
        sources.stream()
            .filter(source -> source.table() == table)
            .sorted(
                Comparator.comparingInt(ModbusSource::address).thenComparingInt(ModbusSource::end))
            .toList();
    Set<Span> spans = new LinkedHashSet<>();
    int start = -1;
    int end = -1;
    for (ModbusSource source : sorted) {
      int joined = Math.max(end, source.end());
      if (start >= 0 && source.address() < end && joined - start <= maxRegisters * weight(table)) {
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
    return spans;
  }

  private static int weight(Table table) {
    return table.isBits() ? BITS_PER_REGISTER : 1;
  }
}
