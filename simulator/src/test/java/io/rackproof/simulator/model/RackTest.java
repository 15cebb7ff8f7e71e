package io.rackproof.simulator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.simulator.scenario.Scenarios;
import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped scenarios promise, over runs of two minutes in virtual time. */
class RackTest {

  private static final Duration RUN = Duration.ofMinutes(2);

  /** The ramp begins at 18 s; from here on the coolant has followed the load. */
  private static final double LOADED = 28;

  private static final double FAULT = 60;
  private static final double SETTLED = 72;
  private static final double END = 130;

  private static Rack rack(String scenario) {
    return new Rack(Scenarios.shipped(scenario).over(RUN, 7));
  }

  /** Instants that fall on every part of a second in turn. */
  private static double[] instants(double from, double to) {
    return DoubleStream.iterate(from, t -> t < to, t -> t + 0.37).toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "healthy",
        "pump-failure",
        "leak",
        "phase-imbalance",
        "link-errors",
        "sensor-dropout"
      })
  void everyRackHoldsWhatHasNothingToDoWithItsFault(String scenario) {
    Rack rack = rack(scenario);
    Power power = rack.power();
    Cooling cooling = rack.cooling();
    for (double t : instants(LOADED, END)) {
      assertThat(power.pduWatts(0, t) + power.pduWatts(1, t)).isCloseTo(130_000, within(650.0));
      assertThat(power.meterWatts(t)).isCloseTo(130_000, within(800.0));
      assertThat(power.powerFactor(t)).isCloseTo(0.99, within(0.002));
      assertThat(cooling.supplyCelsius(t)).isCloseTo(30, within(0.2));
      assertThat(cooling.returnCelsius(t) - cooling.supplyCelsius(t)).isBetween(8.5, 11.6);
      for (String fan : new String[] {"hex-fan1", "hex-fan14", "rpu-fan2"}) {
        double expected = cooling.fanDuty(t) * Cooling.FAN_RATED_RPM;
        assertThat(cooling.fanRpm(fan, t) / expected).isBetween(0.96, 1.04);
      }
      for (int pdu = 0; pdu < 2; pdu++) {
        double sum = 0;
        for (int phase = 0; phase < 3; phase++) {
          sum += power.phaseWatts(pdu, phase, t);
          assertThat(power.phaseAmperes(pdu, phase, t) / Power.BREAKER_AMPERES).isLessThan(0.8);
        }
        assertThat(sum).isCloseTo(power.pduWatts(pdu, t), within(0.01));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"healthy", "pump-failure", "leak", "link-errors", "sensor-dropout"})
  void phasesAreBalancedWithoutTheFaultThatUnbalancesThem(String scenario) {
    Power power = rack(scenario).power();
    for (double t : instants(0, END)) {
      assertThat(imbalance(power, 0, t)).isBetween(0.02, 0.04);
      assertThat(imbalance(power, 1, t)).isBetween(0.02, 0.04);
    }
  }

  @Test
  void unbalancedPhasesStayBelowTheBreakerLimit() {
    Power power = rack("phase-imbalance").power();
    for (double t : instants(FAULT + 2.1, END)) {
      double mean = meanAmperes(power, 0, t);
      assertThat(power.phaseAmperes(0, 0, t) / mean).isCloseTo(1.09, within(0.005));
      assertThat(power.phaseAmperes(0, 2, t) / mean).isCloseTo(0.91, within(0.005));
      assertThat(imbalance(power, 1, t)).isBetween(0.02, 0.04);
    }
  }

  private static double meanAmperes(Power power, int pdu, double t) {
    return IntStream.range(0, 3).mapToDouble(i -> power.phaseAmperes(pdu, i, t)).sum() / 3;
  }

  private static double imbalance(Power power, int pdu, double t) {
    double[] amperes =
        IntStream.range(0, 3).mapToDouble(i -> power.phaseAmperes(pdu, i, t)).sorted().toArray();
    return (amperes[2] - amperes[0]) / meanAmperes(power, pdu, t);
  }

  @Test
  void idleTakesAThirdOfTheLoadAtTheSameTemperaturesAndFlow() {
    Rack rack = rack("healthy");
    for (double t : instants(0, 18)) {
      assertThat(rack.power().pduWatts(0, t)).isCloseTo(22_500, within(113.0));
      assertThat(rack.cooling().flow(t)).isCloseTo(215, within(1.1));
      assertThat(rack.cooling().supplyCelsius(t)).isCloseTo(30, within(0.2));
    }
    assertThat(rack.power().rackWatts(21.1)).isEqualTo(130_000);
  }

  @Test
  void suppliesShareTheCurrentWithinTwoPerCentAndConvertWithLittleLoss() {
    Power power = rack("healthy").power();
    for (double t : instants(LOADED, END)) {
      double mean =
          Layout.psus().stream()
              .mapToDouble(psu -> power.psuOutputAmperes(psu, t))
              .average()
              .orElseThrow();
      double input = 0;
      for (Layout.Psu psu : Layout.psus()) {
        input += power.psuInputWatts(psu, t);
        assertThat(power.psuOutputAmperes(psu, t) / mean).isBetween(0.98, 1.02);
        assertThat(power.psuOutputWatts(psu, t)).isBetween(4_950.0, 5_300.0);
        assertThat(power.psuOutputVolts(psu, t)).isCloseTo(50, within(0.1));
        assertThat(power.efficiency(psu, t)).isCloseTo(0.97, within(0.001));
      }
      double pdus = power.pduWatts(0, t) + power.pduWatts(1, t);
      assertThat(pdus - input).isCloseTo(3_000, within(500.0));
    }
  }

  @Test
  void stoppedPumpTakesAFifthOfTheFlowAndNothingElse() {
    Cooling cooling = rack("pump-failure").cooling();
    assertThat(cooling.pumpRpm(2, FAULT - 0.1)).isCloseTo(4_200, within(60.0));
    for (double t : instants(FAULT, END)) {
      assertThat(cooling.pumpRpm(2, t)).isZero();
      assertThat(cooling.pumpRunning(2, t)).isFalse();
      for (int pump : new int[] {1, 3, 4}) {
        assertThat(cooling.pumpRunning(pump, t)).isTrue();
      }
      assertThat(cooling.pumpRpm(4, t)).isLessThan(1_300);
      assertThat(cooling.supplyPascals(t)).isGreaterThan(260_000);
    }
    for (double t : instants(FAULT + 3, END)) {
      assertThat(cooling.flow(t)).isCloseTo(172, within(1.0));
      assertThat(cooling.returnCelsius(t) - cooling.supplyCelsius(t)).isBetween(10.5, 11.7);
    }
    assertThat(cooling.pumpSeconds(2, END)).isCloseTo(FAULT, within(0.01));
    assertThat(cooling.pumpSeconds(1, END)).isCloseTo(END, within(0.01));
  }

  @Test
  void leakWetsItsSensorAndTakesThePressureWithinTenSeconds() {
    Cooling cooling = rack("leak").cooling();
    assertThat(cooling.leakBits(FAULT - 0.01)).isZero();
    for (double t : instants(0, FAULT)) {
      assertThat(cooling.supplyPascals(t)).isCloseTo(290_000, within(1_000.0));
      assertThat(cooling.returnPascals(t)).isCloseTo(160_000, within(600.0));
    }
    for (double t : instants(FAULT, END)) {
      assertThat(cooling.leakBits(t)).isEqualTo(0b10000);
      assertThat(cooling.flow(t)).isCloseTo(215, within(1.1));
    }
    for (double t : instants(FAULT + 10, END)) {
      assertThat(cooling.supplyPascals(t)).isCloseTo(170_000, within(600.0));
    }
  }

  @Test
  void onlyTheFaultyLinkTakesErrorsAndLosesLight() {
    Network network = rack("link-errors").network();
    for (int device = 0; device < 2; device++) {
      for (int port = 1; port <= Layout.PORTS; port++) {
        boolean faulty = device == 0 && port == 7;
        assertThat(network.receiveErrors(device, port, FAULT)).isZero();
        assertThat(network.receiveErrors(device, port, FAULT + 10)).isEqualTo(faulty ? 200 : 0);
        for (double t : instants(SETTLED, SETTLED + 10)) {
          assertThat(network.receiveWatts(device, port, t))
              .isCloseTo(faulty ? 0.1e-3 : 0.6e-3, within(0.05 * 0.6e-3));
        }
      }
    }
  }

  @Test
  void countersNeverFallAndFollowTheWorkload() {
    Rack rack = rack("healthy");
    double before = -1;
    for (double t : instants(0, END)) {
      double bytes = rack.network().receivedBytes(1, 5, t);
      assertThat(bytes).isGreaterThan(before);
      before = bytes;
    }
    double idle = rack.power().pduJoules(10) / 10;
    double loaded = rack.power().pduJoules(100) - rack.power().pduJoules(99);
    assertThat(idle).isCloseTo(22_500, within(0.1));
    assertThat(loaded).isCloseTo(65_000, within(0.1));
  }

  @Test
  void onlyTheDroppedDeviceIsSilent() {
    Rack rack = rack("sensor-dropout");
    for (String device : Layout.devices()) {
      assertThat(rack.answers(device, FAULT - 0.01)).isTrue();
      assertThat(rack.answers(device, FAULT)).isEqualTo(!device.equals("cdu-1"));
    }
  }

  @Test
  void sameSeedAndTimeGiveTheSameValuesAndAnotherSeedOthers() {
    Rack again = rack("healthy");
    Rack other = new Rack(Scenarios.shipped("healthy").over(RUN, 8));
    for (double t : instants(0, END)) {
      double watts = rack("healthy").power().phaseAmperes(1, 2, t);
      assertThat(again.power().phaseAmperes(1, 2, t)).isEqualTo(watts);
      assertThat(other.power().phaseAmperes(1, 2, t)).isNotEqualTo(watts);
    }
  }

  @Test
  void faultWithAnEndHeals() {
    Fault fault = new Fault(10, 20, new Fault.PumpStop(1, 0.5));
    assertThat(fault.progress(9, 2)).isZero();
    assertThat(fault.progress(11, 2)).isEqualTo(0.5);
    assertThat(fault.progress(19, 2)).isEqualTo(1);
    assertThat(fault.progress(21, 2)).isEqualTo(0.5);
    assertThat(fault.progress(22, 2)).isZero();
    assertThat(fault.secondsUntil(100)).isEqualTo(10);
    assertThat(fault.activeAt(20)).isFalse();
  }
}
