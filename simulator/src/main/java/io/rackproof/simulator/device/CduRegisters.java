package io.rackproof.simulator.device;

import io.rackproof.simulator.modbus.RegisterMap;
import io.rackproof.simulator.model.Cooling;
import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Rack;
import java.util.function.DoubleUnaryOperator;

/**
 * The CDU as an Open Rack V3 reservoir and pumping unit: the registers that OpenBMC's rackmon reads
 * of it ({@code orv3_rpu}). Temperatures, flow, pressures and powers are in tenths; pressures are
 * signed kilopascals above ambient.
 */
public final class CduRegisters {

  /** Seconds that the unit had run when the workload began. */
  private static final double UPTIME = 1_734_000;

  private final Cooling cooling;
  private final RegisterMap.Builder map = new RegisterMap.Builder();

  private CduRegisters(Rack rack) {
    this.cooling = rack.cooling();
  }

  public static RegisterMap of(Rack rack) {
    CduRegisters registers = new CduRegisters(rack);
    registers.identity();
    registers.pumpingUnit();
    registers.heatExchanger();
    registers.alarms();
    registers.settings();
    CduExtendedRegisters.add(registers.map, registers.cooling);
    return registers.map.build();
  }

  private void identity() {
    for (int pump = 0; pump < 4; pump++) {
      map.constant(0x19A1 + pump, 0);
    }
    int[] leakBits = {4, 5, 6, 7, 8, 9, 10, 11};
    for (int i = 0; i < leakBits.length; i++) {
      int bit = leakBits[i];
      map.unsigned(0x19A5 + i, t -> cooling.stickyLeakBits(t) >> bit & 1);
    }
    map.text(0x19C4, 8, "FB-RPU-0007")
        .text(0x19CC, 8, "TWIN-RPU-130")
        .text(0x19D4, 4, "20260301")
        .text(0x19D8, 8, "SN0007-CDU1")
        .text(0x19E0, 4, "WO4711")
        .text(0x19E4, 4, "EVT3")
        .text(0x19E8, 4, "1.4.2")
        .unsigned32(0x19EC, t -> 4 * UPTIME + t)
        .unsigned32(0x19EF, t -> UPTIME + t)
        .text(0x19F2, 4, "1.1.0")
        .text(0x19F6, 2, "2.0")
        .text(0x19F8, 4, "STD")
        .text(0x19FC, 4, "RPU-01")
        .text(0x1A00, 4, "HXCB-01")
        .text(0x1A04, 4, "HXF-01")
        .text(0x1A08, 4, "HXFCB-01");
  }

  private void pumpingUnit() {
    map.fixed(0x9000, 10, cooling::flow)
        .fixed(0x9001, 10, cooling::supplyCelsius)
        .fixed(0x9002, 10, cooling::returnCelsius)
        .signedFixed(0x9003, 10, t -> cooling.supplyPascals(t) / 1_000)
        .signedFixed(0x9004, 10, t -> cooling.returnPascals(t) / 1_000)
        .fixed(0x9005, 10, cooling::pumpWatts)
        .fixed(0x9006, 10, t -> cooling.pumpWatts(t) + cooling.fanWatts(t))
        .fixed(0x9007, 10, t -> 50.1)
        .fixed(0x9008, 10, cooling::airInletCelsius)
        .fixed(0x9009, 100, cooling::pumpDuty)
        .constant(0x900E, 0b11)
        .unsigned(0x900F, t -> cooling.fanRpm("rpu-fan1", t))
        .unsigned(0x9010, t -> cooling.fanRpm("rpu-fan2", t))
        // 16 bits of tenths end at 6.5 kW: a real unit of this map cannot say more either.
        .fixed(0x9011, 10, cooling::heatWatts)
        .constant(0x9016, 0)
        .unsigned(0x9017, t -> 0b10000 | (alarm(t) ? 0b1000 : 0) | (leaks(t) ? 0b100 : 0) | 1)
        .unsigned(0x9018, t -> allPumpsRun(t) ? 1 : 0)
        .constant(0x9019, 1);
    for (int pump = 1; pump <= Layout.PUMPS; pump++) {
      int number = pump;
      double before = pump == Layout.STANDBY_PUMP ? UPTIME / 50 : UPTIME;
      map.unsigned(0x9009 + pump, t -> cooling.pumpRpm(number, t))
          .unsigned(0x9011 + pump, t -> cooling.pumpRunning(number, t) ? 1 : 0)
          .unsigned32(0x902E + 2 * pump, t -> before + cooling.pumpSeconds(number, t));
    }
  }

  private void heatExchanger() {
    DoubleUnaryOperator outlet = cooling::airOutletCelsius;
    map.fixed(0x9100, 100, cooling::fanDuty)
        .fixed(0x9101, 10, cooling::fanWatts)
        .constant(0x9102, 50)
        .unsigned(0x9103, t -> cooling.fanWatts(t) / 50)
        .fixed(0x910E, 10, outlet)
        .fixed(0x910F, 10, t -> outlet.applyAsDouble(t) + 0.2)
        .fixed(0x9110, 10, cooling::airInletCelsius)
        .fixed(0x9111, 10, t -> cooling.airInletCelsius(t) + 0.1)
        .fixed(0x9112, 10, cooling::returnCelsius)
        .constant(0x9113, 0)
        .fixed(0x9114, 10, t -> 12 * cooling.flow(t) / 215)
        .unsigned(0x9115, t -> cooling.returnPascals(t) / 1_000)
        .constant(0x9116, 82);
    for (int fan = 1; fan <= 10; fan++) {
      String name = "hex-fan" + fan;
      map.unsigned(0x9103 + fan, t -> cooling.fanRpm(name, t));
    }
  }

  private void alarms() {
    map.constant(0x91FF, 0)
        .constant(0x9200, 0)
        .unsigned(
            0x9201, t -> (allPumpsRun(t) ? 0 : 1 << 6) | (cooling.supplyPascals(t) < 2e5 ? 16 : 0))
        .unsigned(0x9202, cooling::leakBits)
        .constant(0x9203, 0);
  }

  private void settings() {
    map.fixed(0x9400, 10, t -> 215)
        .fixed(0x9401, 10, t -> 30)
        .constant(0x9402, 24)
        .constant(0x9403, 0)
        .constant(0x9404, 0)
        .constant(0x9410, 0b1001)
        .constant(0x9411, 0b1111);
  }

  private boolean allPumpsRun(double t) {
    for (int pump = 1; pump <= Layout.PUMPS; pump++) {
      if (!cooling.pumpRunning(pump, t)) {
        return false;
      }
    }
    return true;
  }

  private boolean leaks(double t) {
    return cooling.leakBits(t) != 0;
  }

  private boolean alarm(double t) {
    return leaks(t) || !allPumpsRun(t);
  }
}
