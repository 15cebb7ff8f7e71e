package io.rackproof.simulator.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Electricity: two PDUs feed three power shelves each, and half of what the CDU and the switches
 * take. Alternating current is 60 Hz with three phases; the busbar is 50 V.
 */
public final class Power {

  /** Rated current of the breaker of each phase, in amperes. */
  public static final int BREAKER_AMPERES = 125;

  private static final double VOLTS = 243;

  /** Taken from the PDUs beside the shelves: CDU and switches, in watts. */
  private static final double AUXILIARY_WATTS = 3_000;

  private static final double[] USUAL_DEVIATION = {0.015, 0, -0.015};

  private final Script script;
  private final DoubleUnaryOperator[] pduNoise = new DoubleUnaryOperator[2];
  private final DoubleUnaryOperator[][] phaseNoise = new DoubleUnaryOperator[2][Layout.PHASES];
  private final DoubleUnaryOperator[][] voltNoise = new DoubleUnaryOperator[2][Layout.PHASES];
  private final DoubleUnaryOperator gridNoise;
  private final DoubleUnaryOperator factorNoise;
  private final DoubleUnaryOperator frequencyNoise;
  private final DoubleUnaryOperator meterNoise;
  private final List<DoubleUnaryOperator> shareNoise = new ArrayList<>();
  private final double[] share = new double[Layout.SHELVES * Layout.MODULES];

  Power(Script script, Noise noise) {
    this.script = script;
    for (int pdu = 0; pdu < 2; pdu++) {
      String name = Layout.PDUS.get(pdu);
      pduNoise[pdu] = noise.stream(name);
      for (int phase = 0; phase < Layout.PHASES; phase++) {
        phaseNoise[pdu][phase] = noise.stream(name + ".L" + (phase + 1));
        voltNoise[pdu][phase] = noise.stream(name + ".V" + (phase + 1));
      }
    }
    gridNoise = noise.stream("grid.volts");
    factorNoise = noise.stream("grid.factor");
    frequencyNoise = noise.stream("grid.hertz");
    meterNoise = noise.stream("meter");
    double[] sum = new double[2];
    for (Layout.Psu psu : Layout.psus()) {
      share[psu.index()] = noise.constant(psu.device());
      sum[feed(psu)] += share[psu.index()] / 12;
      shareNoise.add(noise.stream(psu.device()));
    }
    for (Layout.Psu psu : Layout.psus()) {
      share[psu.index()] = 0.006 * (share[psu.index()] - sum[feed(psu)]);
    }
  }

  /** The PDU that feeds a module: 0 for shelves 1 to 3, 1 for shelves 4 to 6. */
  private static int feed(Layout.Psu psu) {
    return psu.shelf() <= Layout.SHELVES / 2 ? 0 : 1;
  }

  /** Power that the rack takes in, without noise, in watts. */
  public double rackWatts(double t) {
    return script.rackWatts().at(t);
  }

  /** Active power of a PDU, in watts. */
  public double pduWatts(int pdu, double t) {
    return rackWatts(t) / 2 * (1 + 0.004 * pduNoise[pdu].applyAsDouble(t));
  }

  /** Energy that a PDU took in since the workload began, in joules. */
  public double pduJoules(double t) {
    return script.rackWatts().integral(t) / 2;
  }

  /** Active power of one phase (from 0) of a PDU, in watts. */
  public double phaseWatts(int pdu, int phase, double t) {
    return pduWatts(pdu, t) / Layout.PHASES * (1 + deviation(pdu, phase, t));
  }

  private double deviation(int pdu, int phase, double t) {
    // The noise of the three phases cancels, so that their powers add up to the PDU's.
    double mean = 0;
    for (DoubleUnaryOperator noise : phaseNoise[pdu]) {
      mean += noise.applyAsDouble(t) / Layout.PHASES;
    }
    double own = 0.0015 * (phaseNoise[pdu][phase].applyAsDouble(t) - mean);
    double usual = USUAL_DEVIATION[phase];
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.PhaseShift shift
          && shift.pdu().equals(Layout.PDUS.get(pdu))) {
        double progress = fault.progress(t, 2);
        usual += progress * (shift.deviations().get(phase) - usual);
      }
    }
    return usual + own;
  }

  /** RMS voltage of one phase to neutral, in volts. */
  public double phaseVolts(int pdu, int phase, double t) {
    return VOLTS + 0.4 * gridNoise.applyAsDouble(t) + 0.1 * voltNoise[pdu][phase].applyAsDouble(t);
  }

  /** Active over apparent power. */
  public double powerFactor(double t) {
    return 0.99 + 0.001 * factorNoise.applyAsDouble(t);
  }

  /** RMS current of one phase, in amperes. */
  public double phaseAmperes(int pdu, int phase, double t) {
    return phaseWatts(pdu, phase, t) / (powerFactor(t) * phaseVolts(pdu, phase, t));
  }

  /** Mains frequency. */
  public double hertz(double t) {
    return 60 + 0.02 * frequencyNoise.applyAsDouble(t);
  }

  /** What a reference meter at the feed of both PDUs sees, within 0.1 %, in watts. */
  public double meterWatts(double t) {
    return (pduWatts(0, t) + pduWatts(1, t)) * (1 + 0.001 * meterNoise.applyAsDouble(t));
  }

  /** Active power at a module's input, in watts. */
  public double psuInputWatts(Layout.Psu psu, double t) {
    double shelves = Math.max(0, pduWatts(feed(psu), t) - AUXILIARY_WATTS / 2);
    double noise = 0.003 * shareNoise.get(psu.index()).applyAsDouble(t);
    return shelves / 12 * (1 + share[psu.index()] + noise);
  }

  /** RMS voltage at a module's input, in volts. */
  public double psuInputVolts(Layout.Psu psu, double t) {
    return phaseVolts(feed(psu), (psu.shelf() + psu.module()) % Layout.PHASES, t);
  }

  /** Output over input power: 97 % at load, a little less when the fixed losses weigh more. */
  public double efficiency(Layout.Psu psu, double t) {
    double input = psuInputWatts(psu, t);
    return input < 1 ? 0 : Math.max(0, 0.9766 - 35 / input);
  }

  /** Power at a module's output, in watts. */
  public double psuOutputWatts(Layout.Psu psu, double t) {
    return psuInputWatts(psu, t) * efficiency(psu, t);
  }

  /** Voltage at a module's output, in volts: it droops a little so that modules share the load. */
  public double psuOutputVolts(Layout.Psu psu, double t) {
    return 50.3 - 0.3 * psuInputWatts(psu, t) / 5_300;
  }

  /** Current at a module's output, in amperes. */
  public double psuOutputAmperes(Layout.Psu psu, double t) {
    return psuOutputWatts(psu, t) / psuOutputVolts(psu, t);
  }
}
