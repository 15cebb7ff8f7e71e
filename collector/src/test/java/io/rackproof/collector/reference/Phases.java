package io.rackproof.collector.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The judged time of phases, cell by cell. */
final class Phases {

  /** [from, to), settling cut off; what settles for all its time is left out. */
  record Span(long from, long to) {
    long length() {
      return to - from;
    }
  }

  private Phases() {}

  /** A stay in a phase, its longest duration and settling heeded. */
  static void add(List<Span> spans, long from, long left, long settle, long duration) {
    long to = Math.min(left, from + duration);
    if (from + settle < to) {
      spans.add(new Span(from + settle, to));
    }
  }

  /**
   * When a condition held.
   *
   * @param known whether anything is known in a cell
   * @param enter whether what is known there enters the phase
   * @param leave whether it leaves it
   */
  static List<Span> when(
      Grid grid,
      long start,
      long to,
      long hold,
      IntPredicate known,
      IntPredicate enter,
      IntPredicate leave) {
    List<Span> stays = new ArrayList<>();
    boolean on = false;
    long entered = 0;
    long clock = 0;
    long began = 0;
    for (int c = grid.index(start); c < grid.index(to); c++) {
      if (!known.test(c)) {
        continue;
      }
      boolean counts = on ? leave.test(c) : enter.test(c);
      if (!counts) {
        clock = 0;
        continue;
      }
      began = clock == 0 ? grid.time(c) : began;
      clock += grid.cell;
      if (clock >= hold) {
        if (on) {
          stays.add(new Span(entered, began));
        } else {
          entered = hold == 0 ? grid.time(c) : grid.time(c) + grid.cell;
        }
        on = !on;
        clock = 0;
      }
    }
    if (on) {
      stays.add(new Span(entered, to));
    }
    return stays;
  }
}
