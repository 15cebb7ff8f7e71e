package io.rackproof.simulator.device;

import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.snmp.ObjectTree;
import org.snmp4j.smi.OctetString;

/**
 * LLDP-MIB (IEEE 802.1AB) of a switch: itself, its ports, and the compute trays that it hears.
 * Trays name themselves as lldpd on Linux does: port and chassis by MAC address, the interface's
 * name as the port's description.
 */
final class LldpObjects {

  private static final String LLDP = "1.0.8802.1.1.2.1.";
  private static final String LOCAL_PORT = LLDP + "3.7.1.";
  private static final String REMOTE = LLDP + "4.1.1.";
  private static final int CHASSIS_IS_MAC = 4;
  private static final int PORT_IS_MAC = 3;
  private static final int PORT_IS_INTERFACE_NAME = 5;

  private LldpObjects() {}

  static void add(ObjectTree.Builder objects, int device) {
    objects
        .integer(LLDP + "3.1.0", CHASSIS_IS_MAC)
        .constant(LLDP + "3.2.0", mac(0x07, device + 1, 0))
        .text(LLDP + "3.3.0", Layout.SWITCHES.get(device));
    for (int port = 1; port <= Layout.PORTS; port++) {
      String local = "." + port;
      objects
          .integer(LOCAL_PORT + 2 + local, PORT_IS_INTERFACE_NAME)
          .text(LOCAL_PORT + 3 + local, "Ethernet" + port)
          .text(LOCAL_PORT + 4 + local, "");
      neighbour(objects, device, port);
    }
  }

  private static void neighbour(ObjectTree.Builder objects, int device, int port) {
    Layout.End end = Layout.end(device, port);
    String row = ".0." + port + ".1"; // time mark, local port, neighbour
    objects
        .integer(REMOTE + 4 + row, CHASSIS_IS_MAC)
        .constant(REMOTE + 5 + row, mac(0x10, 0, port))
        .integer(REMOTE + 6 + row, PORT_IS_MAC)
        .constant(REMOTE + 7 + row, mac(0x10, device, port))
        .text(REMOTE + 8 + row, end.port())
        .text(REMOTE + 9 + row, end.device())
        .text(REMOTE + 10 + row, "Rackproof twin of a compute tray");
  }

  private static OctetString mac(int kind, int device, int port) {
    return new OctetString(new byte[] {0x02, 0x00, (byte) kind, (byte) device, 0x00, (byte) port});
  }
}
