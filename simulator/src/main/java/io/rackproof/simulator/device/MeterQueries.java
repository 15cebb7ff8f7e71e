package io.rackproof.simulator.device;

import io.rackproof.simulator.model.Power;
import io.rackproof.simulator.model.Rack;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A power analyzer at the feed of both PDUs, which sees the rack as one three-phase load. */
public final class MeterQueries {

  private static final double JOULES_PER_WATT_HOUR = 3_600;

  private MeterQueries() {}

  /** Queries by their SCPI header. */
  public static Map<String, DoubleFunction<String>> of(Rack rack) {
    return Map.of(
        "*IDN?",
        t -> "RACKPROOF,TWIN-PA310,SN0007-M1,1.0",
        "NUMeric:NORMal:VALue?",
        t -> values(rack.power(), t));
  }

  /**
   * V rms (mean of the phases, to neutral), A rms (mean of the phases), W, VA, power factor, Hz,
   * voltage distortion in %, current distortion in %, Wh; as NR3 numbers.
   */
  private static String values(Power power, double t) {
    double volts = (power.phaseVolts(0, 0, t) + power.phaseVolts(0, 1, t)) / 2;
    double watts = power.meterWatts(t);
    double apparent = watts / power.powerFactor(t);
    double wattHours = 2 * power.pduJoules(t) / JOULES_PER_WATT_HOUR;
    return DoubleStream.of(
            volts,
            apparent / (3 * volts),
            watts,
            apparent,
            power.powerFactor(t),
            power.hertz(t),
            1.6,
            2.8,
            wattHours)
        .mapToObj(value -> String.format(Locale.ROOT, "%+.5E", value))
        .collect(Collectors.joining(","));
  }
}
