package io.rackproof.simulator.device;

import io.rackproof.simulator.snmp.ObjectTree;
import org.snmp4j.smi.OID;

/** The system group of SNMPv2-MIB, which every agent has. */
final class SystemGroup {

  /** Seconds that the agents had run when the workload began. */
  private static final double UPTIME = 432_000;

  private static final String SYSTEM = "1.3.6.1.2.1.1.";

  private SystemGroup() {}

  static void add(ObjectTree.Builder objects, String name, String description, String identity) {
    objects
        .text(SYSTEM + "1.0", description)
        .constant(SYSTEM + "2.0", new OID(identity))
        .ticks(SYSTEM + "3.0", t -> UPTIME + t)
        .text(SYSTEM + "4.0", "rack twin")
        .text(SYSTEM + "5.0", name)
        .text(SYSTEM + "6.0", "simulated")
        .integer(SYSTEM + "7.0", 72);
  }
}
