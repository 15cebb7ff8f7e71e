package io.rackproof.simulator.device;

import io.rackproof.simulator.modbus.RegisterMap;
import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Power;
import io.rackproof.simulator.model.Rack;

/**
 * A module of a power shelf as an Open Rack V3 high-power supply: the registers that OpenBMC's
 * rackmon reads of it ({@code orv3_hpr_psu}). Numbers are binary fixed point: a register with n
 * fractional bits holds the value times 2^n.
 */
public final class PsuRegisters {

  /** First unit ids of the six shelves, each with room for its four modules in the map's ranges. */
  private static final int[] SHELF_UNITS = {144, 154, 170, 186, 208, 218};

  private static final double UPTIME = 604_800;
  private static final double UNIX_START = 1_790_000_000;

  private PsuRegisters() {}

  /** The Modbus unit id of a module. */
  public static int unit(Layout.Psu psu) {
    return SHELF_UNITS[psu.shelf() - 1] + psu.module() - 1;
  }

  public static RegisterMap of(Rack rack, Layout.Psu psu) {
    RegisterMap.Builder map = new RegisterMap.Builder();
    identity(map, psu);
    measurements(map, rack, psu);
    settings(map, rack.power(), psu);
    return map.build();
  }

  private static void identity(RegisterMap.Builder map, Layout.Psu psu) {
    map.text(0x00, 8, "FB-PSU-HPR")
        .text(0x08, 8, "TWIN-PSU-5500")
        .text(0x10, 8, "2026-02-14")
        .text(0x18, 16, "SN0007-PSU-" + psu.shelf() + "-" + psu.module())
        .text(0x28, 4, "WO4712")
        .text(0x2C, 4, "B2")
        .text(0x30, 4, "3.0.1")
        .unsigned32(0x34, t -> 6 * UPTIME + t)
        .unsigned32(0x36, t -> UPTIME + t)
        .constant(0x38, 14)
        .constant(0x39, 2)
        .text(0x69, 4, "1.2.0");
    for (int alarms = 0x3C; alarms <= 0x40; alarms++) {
      map.constant(alarms, 0);
    }
  }

  private static void measurements(RegisterMap.Builder map, Rack rack, Layout.Psu psu) {
    Power power = rack.power();
    map.fixed(0x41, 8, t -> power.psuInputWatts(psu, t))
        .fixed(0x42, 1024, t -> inputAmperes(power, psu, t))
        .unsigned(0x43, t -> fanRpm(power, psu, t))
        .unsigned(0x44, t -> 0.97 * fanRpm(power, psu, t))
        .signedFixed(0x45, 128, rack.cooling()::airInletCelsius)
        .signedFixed(0x46, 128, t -> temperature(rack, psu, 11, t))
        .signedFixed(0x47, 128, t -> temperature(rack, psu, 38, t))
        .signedFixed(0x48, 128, rack.cooling()::airInletCelsius)
        .unsigned32(0x49, t -> psu.module())
        .unsigned32(0x4B, t -> 0)
        .unsigned32(0x4D, t -> 0)
        .fixed(0x4F, 1024, t -> power.psuOutputVolts(psu, t))
        .fixed(0x50, 64, t -> power.psuOutputAmperes(psu, t))
        .fixed(0x51, 64, t -> power.psuOutputAmperes(psu, t))
        .fixed(0x52, 8, t -> power.psuOutputWatts(psu, t))
        .fixed(0x53, 64, t -> 432)
        .fixed(0x54, 1, power::hertz)
        .fixed(0x55, 512, t -> 2.4)
        .fixed(0x56, 512, power::powerFactor)
        .fixed(0x57, 8, t -> power.psuInputWatts(psu, t))
        .fixed(0x58, 64, t -> power.psuInputVolts(psu, t))
        .fixed(0x59, 1024, t -> inputAmperes(power, psu, t))
        .unsigned32(0x5A, t -> UNIX_START + t)
        .unsigned32(0x5C, t -> UNIX_START - UPTIME)
        .signedFixed(0x6F, 128, t -> temperature(rack, psu, 22, t))
        .signedFixed(0x70, 128, t -> temperature(rack, psu, 21, t));
  }

  private static void settings(RegisterMap.Builder map, Power power, Layout.Psu psu) {
    map.constant(0x5E, 1 << 11)
        .constant(0x5F, 3)
        .constant(0x60, 0)
        .constant(0x61, 0)
        .constant(0x62, 0)
        .constant(0x63, 0)
        .fixed(0x65, 64, t -> 242.1)
        .fixed(0x66, 64, t -> 243.8)
        .fixed(0x67, 1024, t -> 50.3)
        .unsigned32(0x6D, t -> UNIX_START - UPTIME - 40)
        .fixed(0x71, 1024, t -> 50.5)
        .fixed(0x72, 1024, t -> 49.8)
        .fixed(0x73, 1024, t -> 50.4)
        .fixed(0x74, 1024, t -> 49.9)
        .constant(0x75, 5_500)
        .fixed(0x76, 1024, t -> power.psuOutputVolts(psu, t) + 0.05)
        .constant(0x77, 1)
        .constant(0x78, psu.module() - 1 | (psu.shelf() - 1) << 3)
        .constant(0x79, 0)
        .constant(0x7A, 0)
        .constant(0x7C, psu.shelf())
        .constant(0x7D, 0x7E);
  }

  private static double inputAmperes(Power power, Layout.Psu psu, double t) {
    return power.psuInputWatts(psu, t) / (power.powerFactor(t) * power.psuInputVolts(psu, t));
  }

  private static double fanRpm(Power power, Layout.Psu psu, double t) {
    return 6_000 + 8_000 * power.psuInputWatts(psu, t) / 5_500;
  }

  /** Air inlet plus what the losses warm at full load. */
  private static double temperature(Rack rack, Layout.Psu psu, double rise, double t) {
    return rack.cooling().airInletCelsius(t) + rise * rack.power().psuInputWatts(psu, t) / 5_300;
  }
}
