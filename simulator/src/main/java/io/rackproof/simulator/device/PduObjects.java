package io.rackproof.simulator.device;

import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Power;
import io.rackproof.simulator.model.Rack;
import io.rackproof.simulator.snmp.ObjectTree;

/**
 * A rack PDU with three phases: the rPDU2 tables of PowerNet-MIB (1.3.6.1.4.1.318.1.1.26). Power is
 * in hundredths of a kilowatt, energy in tenths of a kilowatt-hour, current in tenths of an ampere.
 */
public final class PduObjects {

  private static final String RPDU2 = "1.3.6.1.4.1.318.1.1.26.";
  private static final double JOULES_PER_TENTH_KWH = 360_000;
  private static final int NORMAL = 2;

  private final ObjectTree.Builder objects = new ObjectTree.Builder();
  private final Power power;
  private final int pdu;
  private final String name;

  private PduObjects(Rack rack, int pdu) {
    this.power = rack.power();
    this.pdu = pdu;
    this.name = Layout.PDUS.get(pdu);
  }

  /** The objects of a PDU, 0 or 1. */
  public static ObjectTree of(Rack rack, int pdu) {
    PduObjects pduObjects = new PduObjects(rack, pdu);
    SystemGroup.add(
        pduObjects.objects,
        pduObjects.name,
        "Rackproof twin of a rack PDU (rPDU2)",
        "1.3.6.1.4.1.318.1.3.4.6");
    pduObjects.identity();
    pduObjects.deviceStatus();
    for (int phase = 1; phase <= Layout.PHASES; phase++) {
      pduObjects.phaseConfiguration(phase);
      pduObjects.phaseStatus(phase);
    }
    return pduObjects.objects.build();
  }

  private void identity() {
    String row = RPDU2 + "2.1.";
    objects
        .integer(row + "1.1", 1)
        .integer(row + "2.1", 1)
        .text(row + "3.1", name)
        .text(row + "4.1", "simulated")
        .text(row + "5.1", "rack twin")
        .text(row + "6.1", "02")
        .text(row + "7.1", "v6.4.0")
        .text(row + "8.1", "02/14/2026")
        .text(row + "9.1", "TWIN-PDU-125A")
        .text(row + "10.1", "SN0007-PDU" + (pdu + 1));
  }

  private void deviceStatus() {
    String row = RPDU2 + "4.3.1.";
    double kilowattHoursBefore = 12_345 + 100 * pdu;
    objects
        .integer(row + "1.1", 1)
        .integer(row + "2.1", 1)
        .text(row + "3.1", name)
        .integer(row + "4.1", NORMAL)
        .integer(row + "5.1", t -> power.pduWatts(pdu, t) / 10)
        .integer(row + "6.1", t -> 7_000)
        .text(row + "7.1", "02/14/2026 12:00:00")
        .text(row + "8.1", "02/14/2026 12:00:00")
        .integer(
            row + "9.1",
            t -> Math.floor(10 * kilowattHoursBefore + power.pduJoules(t) / JOULES_PER_TENTH_KWH))
        .text(row + "10.1", "02/14/2026 12:00:00")
        .integer(row + "11.1", 2)
        .integer(row + "12.1", 1)
        .integer(row + "13.1", 1)
        .integer(row + "14.1", 1)
        .text(row + "15.1", "02/14/2026 12:00:00")
        .integer(row + "16.1", t -> power.pduWatts(pdu, t) / power.powerFactor(t) / 10)
        .integer(row + "17.1", t -> 100 * power.powerFactor(t))
        .integer(row + "18.1", 1);
  }

  private void phaseConfiguration(int phase) {
    String row = RPDU2 + "6.1.1.";
    String end = "." + phase;
    objects
        .integer(row + "1" + end, phase)
        .integer(row + "2" + end, 1)
        .integer(row + "3" + end, phase)
        .integer(row + "4" + end, 1)
        .integer(row + "5" + end, 0)
        .integer(row + "6" + end, Power.BREAKER_AMPERES * 8 / 10)
        .integer(row + "7" + end, Power.BREAKER_AMPERES);
  }

  private void phaseStatus(int phase) {
    String row = RPDU2 + "6.3.1.";
    String end = "." + phase;
    int i = phase - 1;
    objects
        .integer(row + "1" + end, phase)
        .integer(row + "2" + end, 1)
        .integer(row + "3" + end, phase)
        .integer(row + "4" + end, NORMAL)
        .integer(row + "5" + end, t -> 10 * power.phaseAmperes(pdu, i, t))
        .integer(row + "6" + end, t -> power.phaseVolts(pdu, i, t))
        .integer(row + "7" + end, t -> power.phaseWatts(pdu, i, t) / 10)
        .integer(row + "8" + end, t -> power.phaseWatts(pdu, i, t) / power.powerFactor(t) / 10)
        .integer(row + "9" + end, t -> 100 * power.powerFactor(t))
        .integer(row + "10" + end, t -> 1_000)
        .text(row + "11" + end, "02/14/2026 12:00:00")
        .text(row + "12" + end, "02/14/2026 12:00:00");
  }
}
