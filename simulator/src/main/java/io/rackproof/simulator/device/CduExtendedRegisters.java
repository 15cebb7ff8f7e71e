package io.rackproof.simulator.device;

import io.rackproof.simulator.modbus.RegisterMap;
import io.rackproof.simulator.model.Cooling;

/** The CDU's registers from 0xA000 on: boards, hot-swap controllers and the outer fans. */
final class CduExtendedRegisters {

  private static final double BUSBAR_VOLTS = 50.1;
  private static final int HEX_FANS = 14;

  private CduExtendedRegisters() {}

  static void add(RegisterMap.Builder map, Cooling cooling) {
    pumpingUnit(map, cooling);
    heatExchanger(map, cooling);
    map.constant(0xA201, 0).constant(0xA202, 0).constant(0xA401, 12).constant(0xA402, 0);
    map.constant(0xA403, 0).constant(0xA404, 0).constant(0xA405, 0).constant(0xA480, 0);
  }

  private static void pumpingUnit(RegisterMap.Builder map, Cooling cooling) {
    for (int board = 0; board < 11; board++) {
      double above = 6 + board % 4;
      map.unsigned(0xA000 + board, t -> cooling.airInletCelsius(t) + above);
    }
    // Base board, backplane, then pumps 1 to 3.
    for (int supply = 0; supply < 5; supply++) {
      int pump = supply - 1;
      double share = supply < 2 ? 0.05 : 0.3;
      map.fixed(0xA00B + supply, 100, t -> BUSBAR_VOLTS);
      map.fixed(0xA010 + supply, 10, t -> watts(cooling, pump, share, t) / BUSBAR_VOLTS);
      map.fixed(0xA015 + supply, 10, t -> watts(cooling, pump, share, t));
    }
    for (int fan = 0; fan < 6; fan++) {
      String name = "pump-fan" + fan;
      map.unsigned(0xA01A + fan, t -> cooling.fanRpm(name, t));
    }
    map.fixed(0xA020, 10, t -> cooling.supplyPascals(t) / 1_000)
        .fixed(0xA021, 10, t -> cooling.returnPascals(t) / 1_000)
        .constant(0xA022, 1)
        .constant(0xA023, 1);
    for (int board = 0; board < 5; board++) {
      map.constant(0xA024 + board, 41 + board % 3);
    }
    map.fixed(0xA029, 100, t -> 25.05)
        .fixed(0xA02A, 100, t -> 25.05)
        .fixed(0xA02B, 100, t -> cooling.leakBits(t) == 0 ? 3.2 : 0.4)
        .fixed(0xA02C, 100, t -> 3.2)
        .unsigned(0xA02D, t -> cooling.pumpWatts(t) + cooling.fanWatts(t))
        .constant(0xA080, 0b111111);
    double[] auxiliary = {12.05, 5.02, 3.31, 1.2, 5.01};
    for (int i = 0; i < auxiliary.length; i++) {
      double volts = auxiliary[i];
      map.fixed(0xA15A + i, 100, t -> volts);
    }
  }

  private static double watts(Cooling cooling, int pump, double share, double t) {
    boolean stopped = pump >= 1 && !cooling.pumpRunning(pump, t);
    return stopped ? 0 : share * cooling.pumpWatts(t);
  }

  private static void heatExchanger(RegisterMap.Builder map, Cooling cooling) {
    for (int inlet = 0; inlet < 2; inlet++) {
      map.unsigned(0xA100 + inlet, cooling::airInletCelsius);
    }
    for (int outlet = 0; outlet < 12; outlet++) {
      map.unsigned(0xA102 + outlet, cooling::airOutletCelsius);
    }
    for (int fan = 0; fan < HEX_FANS; fan++) {
      map.unsigned(0xA10E + fan, t -> cooling.airOutletCelsius(t) + 4)
          .fixed(0xA11C + fan, 100, t -> BUSBAR_VOLTS)
          .fixed(0xA12A + fan, 10, t -> cooling.fanWatts(t) / HEX_FANS / BUSBAR_VOLTS)
          .fixed(0xA138 + fan, 10, t -> cooling.fanWatts(t) / HEX_FANS)
          .constant(0xA14C + fan, 38);
    }
    for (int fan = 11; fan <= HEX_FANS; fan++) {
      String name = "hex-fan" + fan;
      map.unsigned(0xA146 + fan - 11, t -> cooling.fanRpm(name, t));
    }
    map.fixed(0xA14A, 10, t -> cooling.returnPascals(t) / 1_000)
        .fixed(0xA14B, 10, t -> cooling.returnPascals(t) / 1_000 - 12);
  }
}
