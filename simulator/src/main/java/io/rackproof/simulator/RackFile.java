package io.rackproof.simulator;

import io.rackproof.simulator.device.PsuRegisters;
import io.rackproof.simulator.modbus.Transport;
import io.rackproof.simulator.model.Layout;
import java.net.InetSocketAddress;

/** The {@code rack.yaml} with which an agent polls a twin. */
final class RackFile {

  private RackFile() {}

  /** The text of the file for a running twin and a collector at {@code HOST:PORT}. */
  static String of(Twin twin, String collector) {
    StringBuilder text = new StringBuilder();
    text.append("# Written by rack-simulator: the endpoints of a running rack twin.\n");
    text.append("rack: {id: gen2-007, generation: gen2, maker: maker-a, site: simulated, ");
    text.append("lot: EVT3, serial: FX2-0007}\n");
    text.append("collector: {address: \"").append(collector).append("\", plain: true}\n");
    text.append("spool: {directory: spool}\n");
    text.append("defaults: {interval: 1s, timeout: 500ms}\n");
    text.append("buses:\n");
    for (String bus : Twin.BUSES) {
      text.append(bus(bus, twin.line(bus), twin.transports().shelves()));
    }
    if (twin.transports().cdu() != Transport.TCP) {
      text.append(bus("coolant", twin.cdu(), twin.transports().cdu()));
    }
    text.append("devices:\n");
    text.append("  - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {")
        .append(
            twin.transports().cdu() == Transport.TCP
                ? "address: \"" + twin.cdu() + "\""
                : "bus: coolant")
        .append(", unit: ")
        .append(Twin.CDU_UNIT)
        .append("}}\n");
    for (Layout.Psu psu : Layout.psus()) {
      text.append("  - {name: ")
          .append(psu.device())
          .append(", role: power-shelf, profile: ocp-orv3-hpr-psu, labels: {shelf: \"")
          .append(psu.shelf())
          .append("\"}, modbus: {bus: ")
          .append(Twin.bus(psu))
          .append(", unit: ")
          .append(PsuRegisters.unit(psu))
          .append("}}\n");
    }
    Layout.PDUS.forEach(pdu -> snmp(text, twin, pdu, "pdu", "apc-rpdu2"));
    Layout.SWITCHES.forEach(name -> snmp(text, twin, name, "switch", "generic-switch"));
    text.append("  - {name: meter-1, role: meter, profile: scpi-power-analyzer, serial: {port: ")
        .append(twin.meter())
        .append(", baud: 9600}}\n");
    return text.toString();
  }

  private static String bus(String name, String place, Transport transport) {
    return "  "
        + name
        + (transport.isSerial()
            ? ": {serial: " + place + ", baud: 115200, parity: even, mode: " + transport + "}\n"
            : ": {address: \"" + place + "\", mode: " + transport + "}\n");
  }

  private static void snmp(
      StringBuilder text, Twin twin, String name, String role, String profile) {
    text.append("  - {name: ")
        .append(name)
        .append(", role: ")
        .append(role)
        .append(", profile: ")
        .append(profile)
        .append(", snmp: {address: \"")
        .append(address(twin.snmp(name)))
        .append("\", version: 2c, community: ")
        .append(Twin.COMMUNITY)
        .append("}}\n");
  }

  static String address(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
