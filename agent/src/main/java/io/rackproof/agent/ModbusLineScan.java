package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import java.util.List;
import java.util.Locale;

/** Asks the units of serial lines, at one speed and parity after another until some answer. */
final class ModbusLineScan {

  private final ModbusScan scan;
  private final List<Integer> bauds;
  private final List<ModbusConfig.Parity> parities;
  private final Findings findings;

  ModbusLineScan(
      ModbusScan scan, List<Integer> bauds, List<ModbusConfig.Parity> parities, Findings findings) {
    this.scan = scan;
    this.bauds = List.copyOf(bauds);
    this.parities = List.copyOf(parities);
    this.findings = findings;
  }

  /**
   * @param units to ask; 0 is nobody's on a line, since all would hear it and none may answer
   */
  void scan(String port, List<Integer> units) {
    List<Integer> asked = units.stream().filter(unit -> unit != 0).toList();
    for (int baud : bauds) {
      for (ModbusConfig.Parity parity : parities) {
        // A line has one speed and one parity.
        if (isDone(new ModbusConfig.Rtu(port, baud, parity, 1), asked)) {
          return;
        }
      }
    }
  }

  /** Whether nothing is left to try: units answered, the line is lost, or the scan is to end. */
  private boolean isDone(ModbusConfig.Rtu line, List<Integer> units) {
    String setting =
        line.device()
            + " at "
            + line.baud()
            + " baud, parity "
            + line.parity().name().toLowerCase(Locale.ROOT);
    boolean any = false;
    for (int unit : units) {
      if (findings.isStopped()) {
        return true;
      }
      findings.asking(setting + ": unit " + unit);
      ModbusScan.Answer answer = scan.ask(line, unit);
      if (answer instanceof ModbusScan.Silent silent && silent.linkLost()) {
        findings.tell(line.device() + ": " + silent.why());
        return true;
      }
      if (answer instanceof ModbusScan.Present present) {
        any = true;
        findings.add(line, unit, present);
      }
    }
    if (!any) {
      findings.tell(setting + ": no unit answers");
    }
    return any;
  }
}
