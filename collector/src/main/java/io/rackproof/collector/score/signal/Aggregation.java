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
    int[] pieces = new int[members.size()];
    StepFunction.Builder result = new StepFunction.Builder(events.length);
    int i = 0;
    while (i < events.length) {
      long time = events[i] >> MEMBER_BITS;
      for (; i < events.length && events[i] >> MEMBER_BITS == time; i++) {
        int m = (int) (events[i] & ((1 << MEMBER_BITS) - 1));
        pieces[m] = update(m, pieces[m], base + time);
      }
      if (i < events.length && unknown == 0) {
        result.add(base + time, base + (events[i] >> MEMBER_BITS), value());
      }
    }
    return result.build(resets);
  }

  /** Brings a member to a time; gives the piece to look at next. */
  private int update(int m, int from, long time) {
    StepFunction member = members.get(m);
    int piece = from;
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
    return piece;
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
