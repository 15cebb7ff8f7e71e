package io.rackproof.simulator.model;

import java.util.function.DoubleUnaryOperator;

/**
 * The liquid loop: coolant leaves the CDU at 30 °C, takes up the rack's heat and comes back warmer
 * by power over flow times heat capacity. Three pumps drive it, fans blow the heat off.
 */
public final class Cooling {

  /** Fan speed at full duty. */
  public static final double FAN_RATED_RPM = 10_000;

  /** Pump speed at full duty. */
  public static final double PUMP_RATED_RPM = 6_000;

  private static final double FLOW = 215;

  /** Heat that a litre of the coolant (25 % glycol) takes up, in joules per kelvin. */
  private static final double JOULES_PER_LITER_KELVIN = 4_000;

  private static final double SUPPLY_PASCALS = 290_000;
  private static final double RETURN_PASCALS = 160_000;
  private static final double PUMP_DUTY = 0.70;

  /** The standby turns over slowly, which keeps its seal wet, and carries no flow. */
  private static final double STANDBY_RPM = 1_200;

  /** How fast the coolant follows the chips, in seconds. */
  private static final double LAG = 1.5;

  private static final double PUMP_STOP_SECONDS = 2.5;

  private final Script script;
  private final Power power;
  private final DoubleUnaryOperator supplyNoise;
  private final DoubleUnaryOperator returnNoise;
  private final DoubleUnaryOperator flowNoise;
  private final DoubleUnaryOperator pressureNoise;
  private final DoubleUnaryOperator airNoise;
  private final Noise noise;

  Cooling(Script script, Power power, Noise noise) {
    this.script = script;
    this.power = power;
    this.noise = noise;
    supplyNoise = noise.stream("coolant.supply");
    returnNoise = noise.stream("coolant.return");
    flowNoise = noise.stream("coolant.flow");
    pressureNoise = noise.stream("coolant.pressure");
    airNoise = noise.stream("air");
  }

  /** Coolant flow through the rack, in litres per minute. */
  public double flow(double t) {
    double share = 1;
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.PumpStop stop) {
        share *= 1 - (1 - stop.flowShare()) * fault.progress(t, PUMP_STOP_SECONDS);
      }
    }
    return FLOW * share * (1 + 0.004 * flowNoise.applyAsDouble(t));
  }

  /** Coolant temperature on its way to the rack, in °C. */
  public double supplyCelsius(double t) {
    return 30 + 0.15 * supplyNoise.applyAsDouble(t);
  }

  /** Coolant temperature on its way back, in °C. */
  public double returnCelsius(double t) {
    double litersPerSecond = Math.max(flow(t) / 60, 0.01);
    double rise = script.rackWatts().lagged(t, LAG) / (litersPerSecond * JOULES_PER_LITER_KELVIN);
    return supplyCelsius(t) + rise + 0.03 * returnNoise.applyAsDouble(t);
  }

  /** Coolant pressure on its way to the rack, in pascals above ambient. */
  public double supplyPascals(double t) {
    return (SUPPLY_PASCALS - pressureLoss(t)) * (1 + 0.003 * pressureNoise.applyAsDouble(t));
  }

  /** Coolant pressure on its way back, in pascals above ambient. */
  public double returnPascals(double t) {
    double loss = pressureLoss(t) * RETURN_PASCALS / SUPPLY_PASCALS;
    return (RETURN_PASCALS - loss) * (1 + 0.003 * pressureNoise.applyAsDouble(t));
  }

  private double pressureLoss(double t) {
    double loss = 0;
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.Leak leak) {
        loss += (SUPPLY_PASCALS - leak.supplyPascals()) * fault.progress(t, leak.within());
      } else if (fault.effect() instanceof Fault.PumpStop) {
        loss += 20_000 * fault.progress(t, PUMP_STOP_SECONDS);
      }
    }
    return loss;
  }

  /** True while a pump (from 1) turns as it is told. */
  public boolean pumpRunning(int pump, double t) {
    return script
        .faults(Fault.PumpStop.class)
        .noneMatch(f -> ((Fault.PumpStop) f.effect()).pump() == pump && f.activeAt(t));
  }

  /** Duty that the pumps are told, 0 to 1 in whole per cents: more when one of them fails. */
  public double pumpDuty(double t) {
    double stopped =
        script
            .faults(Fault.PumpStop.class)
            .mapToDouble(f -> f.progress(t, PUMP_STOP_SECONDS))
            .sum();
    return Math.rint(100 * Math.min(1, PUMP_DUTY + 0.07 * stopped)) / 100;
  }

  /** Speed of a pump (from 1), in revolutions per minute; 0 once it has stopped. */
  public double pumpRpm(int pump, double t) {
    if (!pumpRunning(pump, t)) {
      return 0;
    }
    String name = "pump" + pump;
    double own = 1 + 0.004 * noise.constant(name) + 0.003 * noise.stream(name).applyAsDouble(t);
    return own * (pump == Layout.STANDBY_PUMP ? STANDBY_RPM : PUMP_RATED_RPM * pumpDuty(t));
  }

  /** Seconds that a pump has run since the workload began. */
  public double pumpSeconds(int pump, double t) {
    double stopped =
        script
            .faults(Fault.PumpStop.class)
            .filter(f -> ((Fault.PumpStop) f.effect()).pump() == pump)
            .mapToDouble(f -> f.secondsUntil(t))
            .sum();
    return Math.max(0, t - stopped);
  }

  /** Duty that the fans are told, 0 to 1 in whole per cents. */
  public double fanDuty(double t) {
    double share = script.rackWatts().lagged(t, LAG) / 130_000;
    return Math.rint(100 * Math.min(1, 0.38 + 0.24 * share)) / 100;
  }

  /** Speed of a fan, in revolutions per minute, within 3 % of what its duty means. */
  public double fanRpm(String fan, double t) {
    double own = 0.02 * noise.constant(fan) + 0.008 * noise.stream(fan).applyAsDouble(t);
    return FAN_RATED_RPM * fanDuty(t) * (1 + own);
  }

  /** Air that the fans draw in, in °C. */
  public double airInletCelsius(double t) {
    return 26 + 0.3 * airNoise.applyAsDouble(t);
  }

  /** Air behind the heat exchanger, in °C: it nears the coolant that comes back. */
  public double airOutletCelsius(double t) {
    return airInletCelsius(t) + 0.8 * (returnCelsius(t) - airInletCelsius(t));
  }

  /** Electrical power of the pumping unit, in watts. */
  public double pumpWatts(double t) {
    double watts = 60;
    for (int pump = 1; pump <= Layout.PUMPS; pump++) {
      watts += 950 * Math.pow(pumpRpm(pump, t) / PUMP_RATED_RPM, 3);
    }
    return watts;
  }

  /** Electrical power of the fans, in watts: it grows with the third power of their speed. */
  public double fanWatts(double t) {
    return 40 + 3_000 * Math.pow(fanDuty(t), 3);
  }

  /** Heat that the loop carries off, in watts. */
  public double heatWatts(double t) {
    return power.rackWatts(t);
  }

  /** The bits of wet leak sensors, as the CDU's leakage register shows them. */
  public int leakBits(double t) {
    int bits = 0;
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.Leak leak && fault.activeAt(t)) {
        bits |= 1 << leak.sensor().bit();
      }
    }
    return bits;
  }

  /** As {@link #leakBits}, but a sensor that was wet once stays marked. */
  public int stickyLeakBits(double t) {
    int bits = 0;
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.Leak leak && t >= fault.start()) {
        bits |= 1 << leak.sensor().bit();
      }
    }
    return bits;
  }
}
