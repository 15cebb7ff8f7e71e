package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Aggregator;
import java.util.Arrays;
import java.util.List;

/**
 * One step function out of the members of a group. Where one member holds nothing the result holds
 * nothing; a member that a comparison filtered out is left aside, as PromQL does. A tree over the
 * members is kept up to date from event to event, so that a step costs log(members), and sums are
 * always added in the same order.
 */
final class Aggregation {

  private static final int MEMBER_BITS = 20;

  private final Aggregator aggregator;
  private final List<StepFunction> members;
  private final int leaves;
  private final double[] tree;

  /** Trees of the planes' sums, beside that of the values; none where nothing is uncertain. */
  private final double[][] sums;

  private final int[] pieces;
  private final double[] row;
  private int unknown;
  private int present;
  private final byte[] states;

  private static final byte UNKNOWN = 0;
  private static final byte FILTERED = 1;
  private static final byte PRESENT = 2;

  private Aggregation(Aggregator aggregator, List<StepFunction> members) {
    this.aggregator = aggregator;
    this.members = members;
    this.leaves = Integer.highestOneBit(Math.max(1, members.size() * 2 - 1));
    this.tree = new double[leaves * 2];
    Arrays.fill(tree, identity());
    this.states = new byte[members.size()];
    this.unknown = members.size();
    this.pieces = new int[members.size()];
    int planes = members.stream().mapToInt(StepFunction::planes).max().orElse(0);
    this.row = new double[planes];
    boolean summed = aggregator == Aggregator.SUM || aggregator == Aggregator.AVG;
    this.sums = new double[summed ? planes : 0][leaves * 2];
  }

  static StepFunction of(Aggregator aggregator, List<StepFunction> members) {
    return new Aggregation(aggregator, members).sweep();
  }

  /** Starts and ends of all pieces in time order, each with its member in the low bits. */
  private long[] events(long base) {
    int count = 0;
    for (StepFunction member : members) {
      count += member.size() * 2;
    }
    long[] events = new long[count];
    int next = 0;
    for (int m = 0; m < members.size(); m++) {
      StepFunction member = members.get(m);
      for (int i = 0; i < member.size(); i++) {
        events[next++] = (member.start(i) - base) << MEMBER_BITS | m;
        boolean gapFollows = i + 1 == member.size() || member.start(i + 1) > member.end(i);
        if (gapFollows) {
          events[next++] = (member.end(i) - base) << MEMBER_BITS | m;
        }
      }
    }
    long[] sorted = Arrays.copyOf(events, next);
    Arrays.sort(sorted);
    return sorted;
  }

  private StepFunction sweep() {
    long base = Long.MAX_VALUE;
    long[] resets = {};
    for (StepFunction member : members) {
      base = member.size() > 0 ? Math.min(base, member.start(0)) : base;
      resets = StepFunction.union(resets, member.resets());
    }
    long[] events = events(base);
    StepFunction.Builder result = new StepFunction.Builder(events.length, row.length);
    int i = 0;
    while (i < events.length) {
      long time = events[i] >> MEMBER_BITS;
      for (; i < events.length && events[i] >> MEMBER_BITS == time; i++) {
        int m = (int) (events[i] & ((1 << MEMBER_BITS) - 1));
        update(m, base + time);
      }
      if (i < events.length && unknown == 0) {
        fillRow();
        result.add(base + time, base + (events[i] >> MEMBER_BITS), value(), row);
      }
    }
    return result.build(resets);
  }

  /** Brings a member to a time. */
  private void update(int m, long time) {
    StepFunction member = members.get(m);
    int piece = pieces[m];
    while (piece < member.size() && member.end(piece) <= time) {
      piece++;
    }
    if (piece == member.size() || member.start(piece) > time) {
      set(m, UNKNOWN, identity());
    } else if (Double.isNaN(member.value(piece))) {
      set(m, FILTERED, identity());
    } else {
      set(m, PRESENT, member.value(piece));
    }
    pieces[m] = piece;
    if (sums.length > 0) {
      sum(m);
    }
  }

  private void sum(int m) {
    Arrays.fill(row, 0);
    if (states[m] == PRESENT) {
      members.get(m).addPlanes(row, pieces[m], 1);
    }
    for (int p = 0; p < sums.length; p++) {
      double[] sum = sums[p];
      int node = leaves + m;
      sum[node] = row[p];
      for (node /= 2; node >= 1; node /= 2) {
        sum[node] = sum[2 * node] + sum[2 * node + 1];
      }
    }
  }

  /** The planes of the result as it is: those of the sum, or of the member that is the extreme. */
  private void fillRow() {
    if (row.length == 0) {
      return;
    }
    Arrays.fill(row, 0);
    if (present == 0 || aggregator == Aggregator.COUNT) {
      return;
    }
    if (sums.length == 0) {
      int m = extreme();
      members.get(m).addPlanes(row, pieces[m], 1);
      return;
    }
    double slope = aggregator == Aggregator.AVG ? 1.0 / present : 1;
    for (int p = 0; p < row.length; p++) {
      row[p] = (p < Sources.VARIANCES ? slope * slope : slope) * sums[p][1];
    }
  }

  /** The first member that has the lowest or highest value. */
  private int extreme() {
    int node = 1;
    while (node < leaves) {
      node = tree[2 * node] == tree[1] ? 2 * node : 2 * node + 1;
    }
    return node - leaves;
  }

  private void set(int m, byte state, double value) {
    unknown += (state == UNKNOWN ? 1 : 0) - (states[m] == UNKNOWN ? 1 : 0);
    present += (state == PRESENT ? 1 : 0) - (states[m] == PRESENT ? 1 : 0);
    states[m] = state;
    int node = leaves + m;
    tree[node] = value;
    for (node /= 2; node >= 1; node /= 2) {
      tree[node] = join(tree[2 * node], tree[2 * node + 1]);
    }
  }

  private double identity() {
    return switch (aggregator) {
      case SUM, AVG, COUNT -> 0;
      case MIN -> Double.POSITIVE_INFINITY;
      case MAX -> Double.NEGATIVE_INFINITY;
    };
  }

  private double join(double a, double b) {
    return switch (aggregator) {
      case SUM, AVG, COUNT -> a + b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }

  private double value() {
    if (present == 0) {
      return Double.NaN;
    }
    return switch (aggregator) {
      case SUM, MIN, MAX -> tree[1];
      case AVG -> tree[1] / present;
      case COUNT -> present;
    };
  }
}
