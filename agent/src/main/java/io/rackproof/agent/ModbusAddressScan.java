package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import java.util.ArrayList;
import java.util.List;

/** Asks the units behind Modbus TCP addresses. */
final class ModbusAddressScan {

  /** Units that answer alike, from the first on, before an address is taken for one device. */
  private static final int ALIKE = 4;

  private final ModbusScan scan;
  private final Findings findings;

  ModbusAddressScan(ModbusScan scan, Findings findings) {
    this.scan = scan;
    this.findings = findings;
  }

  void scan(Address address, List<Integer> units) {
    ModbusConfig.Link link = new ModbusConfig.Tcp(address.host(), address.port());
    List<Found> present = new ArrayList<>();
    boolean silence = false;
    for (int unit : units) {
      if (findings.isStopped()) {
        return;
      }
      findings.asking(address + ": unit " + unit);
      ModbusScan.Answer answer = scan.ask(link, unit);
      if (answer instanceof ModbusScan.Silent silent) {
        silence = true;
        if (silent.linkLost() && present.isEmpty()) {
          findings.tell(address + ": " + silent.why());
          return;
        }
      } else if (answer instanceof ModbusScan.Present there) {
        present.add(found(address, unit, there));
        findings.add(present.get(present.size() - 1));
        if (!silence && present.size() == ALIKE && alike(present)) {
          findings.retract(present.subList(1, ALIKE));
          findings.tell(address + " answers as every unit: it is taken for one device");
          return;
        }
      }
    }
    if (present.isEmpty()) {
      findings.tell(address + ": no unit answers");
    }
  }

  private static Found found(Address address, int unit, ModbusScan.Present there) {
    String reach =
        "modbus: {address: " + ScanFile.quoted(address.toString()) + ", unit: " + unit + "}";
    return new Found(address + " unit " + unit, reach, there.says(), there.profile());
  }

  /** A device that does not look at the unit id says the same as each of them. */
  private static boolean alike(List<Found> present) {
    Found first = present.get(0);
    return present.stream()
        .allMatch(f -> f.says().equals(first.says()) && f.profile().equals(first.profile()));
  }
}
