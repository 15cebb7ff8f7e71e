package io.rackproof.simulator.device;

import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Network;
import io.rackproof.simulator.model.Rack;
import io.rackproof.simulator.snmp.ObjectTree;
import java.util.function.DoubleUnaryOperator;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/**
 * A switch: IF-MIB with 64-bit counters and EtherLike-MIB, and ENTITY-MIB with ENTITY-SENSOR-MIB
 * for its optics, one transceiver a port, and LLDP-MIB with what is at the other end of each cable.
 */
public final class SwitchObjects {

  private static final String IF_ENTRY = "1.3.6.1.2.1.2.2.1.";
  private static final String IFX_ENTRY = "1.3.6.1.2.1.31.1.1.1.";
  private static final long MOST_IF_SPEED = 4_294_967_295L;

  private final ObjectTree.Builder objects = new ObjectTree.Builder();
  private final Network network;
  private final int device;

  private SwitchObjects(Rack rack, int device) {
    this.network = rack.network();
    this.device = device;
  }

  /** The objects of a switch, 0 or 1. */
  public static ObjectTree of(Rack rack, int device) {
    SwitchObjects switchObjects = new SwitchObjects(rack, device);
    SystemGroup.add(
        switchObjects.objects,
        Layout.SWITCHES.get(device),
        "Rackproof twin of a 32-port 400G switch",
        "1.3.6.1.4.1.8072.3.2.10");
    switchObjects.objects.integer("1.3.6.1.2.1.2.1.0", Layout.PORTS);
    for (int port = 1; port <= Layout.PORTS; port++) {
      switchObjects.interfaceEntry(port);
      switchObjects.interfaceExtension(port);
    }
    EtherLikeObjects.add(
        switchObjects.objects,
        port -> t -> switchObjects.network.receiveErrors(switchObjects.device, port, t));
    switchObjects.entities();
    LldpObjects.add(switchObjects.objects, device);
    return switchObjects.objects.build();
  }

  private void interfaceEntry(int port) {
    String end = "." + port;
    DoubleUnaryOperator in = t -> network.receivedBytes(device, port, t);
    DoubleUnaryOperator out = t -> network.sentBytes(device, port, t);
    byte[] mac = {0x02, 0x00, 0x07, (byte) (device + 1), 0x00, (byte) port};
    objects
        .integer(IF_ENTRY + 1 + end, port)
        .text(IF_ENTRY + 2 + end, "Ethernet" + port)
        .integer(IF_ENTRY + 3 + end, 6)
        .integer(IF_ENTRY + 4 + end, 9_214)
        .gauge(IF_ENTRY + 5 + end, MOST_IF_SPEED)
        .constant(IF_ENTRY + 6 + end, new OctetString(mac))
        .integer(IF_ENTRY + 7 + end, 1)
        .integer(IF_ENTRY + 8 + end, 1)
        .ticks(IF_ENTRY + 9 + end, t -> 60)
        .counter32(IF_ENTRY + 10 + end, in)
        .counter32(IF_ENTRY + 11 + end, t -> network.frames(in.applyAsDouble(t)))
        .counter32(IF_ENTRY + 13 + end, t -> 0)
        .counter32(IF_ENTRY + 14 + end, t -> network.receiveErrors(device, port, t))
        .counter32(IF_ENTRY + 15 + end, t -> 0)
        .counter32(IF_ENTRY + 16 + end, out)
        .counter32(IF_ENTRY + 17 + end, t -> network.frames(out.applyAsDouble(t)))
        .counter32(IF_ENTRY + 19 + end, t -> 0)
        .counter32(IF_ENTRY + 20 + end, t -> 0);
  }

  private void interfaceExtension(int port) {
    String end = "." + port;
    DoubleUnaryOperator in = t -> network.receivedBytes(device, port, t);
    DoubleUnaryOperator out = t -> network.sentBytes(device, port, t);
    objects
        .text(IFX_ENTRY + 1 + end, "Ethernet" + port)
        .counter64(IFX_ENTRY + 6 + end, in)
        .counter64(IFX_ENTRY + 7 + end, t -> network.frames(in.applyAsDouble(t)))
        .counter64(IFX_ENTRY + 10 + end, out)
        .counter64(IFX_ENTRY + 11 + end, t -> network.frames(out.applyAsDouble(t)))
        .integer(IFX_ENTRY + 14 + end, 1)
        .gauge(IFX_ENTRY + 15 + end, Network.BITS_PER_SECOND / 1_000_000)
        .integer(IFX_ENTRY + 16 + end, 2)
        .integer(IFX_ENTRY + 17 + end, 1)
        .text(IFX_ENTRY + 18 + end, "to " + Layout.end(device, port).device())
        .ticks(IFX_ENTRY + 19 + end, t -> 0);
  }

  private void entities() {
    PhysicalEntities entities = new PhysicalEntities(objects);
    String name = Layout.SWITCHES.get(device);
    int chassis = 1;
    entities.part(chassis, "32-port 400G switch", 0, PhysicalEntities.CHASSIS, device + 1, name);
    entities.sensor(
        100_006_001,
        chassis,
        "Inlet Temperature",
        PhysicalEntities.Measure.TENTH_CELSIUS,
        t -> network.inletCelsius(device, t));
    for (int fan = 1; fan <= 4; fan++) {
      int number = fan;
      entities.sensor(
          100_007_000 + fan,
          chassis,
          "Fan " + fan + " Speed",
          PhysicalEntities.Measure.RPM,
          t -> network.fanRpm(device, number, t));
    }
    for (int port = 1; port <= Layout.PORTS; port++) {
      transceiver(entities, port);
    }
    objects.constant("1.3.6.1.2.1.47.1.3.1.1.1.1.1", new OID("0.0"));
  }

  private void transceiver(PhysicalEntities entities, int port) {
    String name = "Ethernet" + port;
    int socket = 100_300_000 + port * 100;
    int module = socket + 1;
    entities.part(socket, "QSFP-DD cage", 1, PhysicalEntities.CONTAINER, port, name + " Cage");
    entities.part(
        module, "400GBASE-DR4", socket, PhysicalEntities.MODULE, 1, name + " Transceiver");
    entities.sensor(
        module + 1,
        module,
        name + " Temperature",
        PhysicalEntities.Measure.TENTH_CELSIUS,
        t -> network.opticsCelsius(device, port, t));
    entities.sensor(
        module + 2,
        module,
        name + " Supply Voltage",
        PhysicalEntities.Measure.CENTIVOLT,
        t -> network.opticsVolts(device, port, t));
    entities.sensor(
        module + 3,
        module,
        name + " Transmit Bias Current",
        PhysicalEntities.Measure.CENTIMILLIAMPERE,
        t -> network.biasAmperes(device, port, t));
    entities.sensor(
        module + 4,
        module,
        name + " Transmit Power",
        PhysicalEntities.Measure.TENTH_MICROWATT,
        t -> network.sendWatts(device, port, t));
    entities.sensor(
        module + 5,
        module,
        name + " Receive Power",
        PhysicalEntities.Measure.TENTH_MICROWATT,
        t -> network.receiveWatts(device, port, t));
  }
}
