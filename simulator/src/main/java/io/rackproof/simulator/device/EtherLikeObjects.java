package io.rackproof.simulator.device;

import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.snmp.ObjectTree;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/**
 * EtherLike-MIB (RFC 3635) of a switch: what is wrong with the frames that its ports receive, in
 * the 32-bit table and the 64-bit one of fast ports, and whether they are full-duplex. A port at
 * 400 Gbit/s has neither collisions nor frames that end inside an octet.
 */
final class EtherLikeObjects {

  private static final String STATS = "1.3.6.1.2.1.10.7.2.1.";
  private static final String HIGH_CAPACITY = "1.3.6.1.2.1.10.7.11.1.";
  private static final int FULL_DUPLEX = 3;

  private EtherLikeObjects() {}

  /**
   * @param damaged frames with a wrong check sequence that a port received, as a function of the
   *     time
   */
  static void add(ObjectTree.Builder objects, IntFunction<DoubleUnaryOperator> damaged) {
    for (int port = 1; port <= Layout.PORTS; port++) {
      String end = "." + port;
      DoubleUnaryOperator checks = damaged.apply(port);
      objects
          .integer(STATS + 1 + end, port)
          .counter32(STATS + 2 + end, t -> 0) // dot3StatsAlignmentErrors
          .counter32(STATS + 3 + end, checks) // dot3StatsFCSErrors
          .counter32(STATS + 8 + end, t -> 0) // dot3StatsLateCollisions
          .counter32(STATS + 13 + end, t -> 0) // dot3StatsFrameTooLongs
          .counter32(STATS + 18 + end, t -> 0) // dot3StatsSymbolErrors
          .integer(STATS + 19 + end, FULL_DUPLEX)
          .counter64(HIGH_CAPACITY + 1 + end, t -> 0) // dot3HCStatsAlignmentErrors
          .counter64(HIGH_CAPACITY + 2 + end, checks) // dot3HCStatsFCSErrors
          .counter64(HIGH_CAPACITY + 4 + end, t -> 0) // dot3HCStatsFrameTooLongs
          .counter64(HIGH_CAPACITY + 6 + end, t -> 0); // dot3HCStatsSymbolErrors
    }
  }
}
