package io.rackproof.simulator.model;

import java.util.List;

/**
 * Something that goes wrong with the rack.
 *
 * @param start seconds at which it begins
 * @param end seconds at which it is over; infinite when it stays
 * @param effect what it does
 */
public record Fault(double start, double end, Effect effect) {

  /** What a fault does. */
  public sealed interface Effect {}

  /**
   * A pump stops, and the standby does not take over.
   *
   * @param pump 1 to 3
   * @param flowShare of the flow that the other pumps keep up, 0 to 1
   */
  public record PumpStop(int pump, double flowShare) implements Effect {}

  /**
   * Coolant leaks out and wets a sensor.
   *
   * @param sensor that is wet
   * @param supplyPascals pressure that the supply falls to, above ambient
   * @param within seconds that the fall takes
   */
  public record Leak(LeakSensor sensor, double supplyPascals, double within) implements Effect {}

  /** Leak sensors, with their bit in the CDU's leakage register. */
  public enum LeakSensor {
    INTERNAL(4),
    EXTERNAL(5),
    RACK_PAN(8),
    RACK_FLOOR(9);

    private final int bit;

    LeakSensor(int bit) {
      this.bit = bit;
    }

    public int bit() {
      return bit;
    }
  }

  /**
   * The phases of a PDU carry unequal shares.
   *
   * @param pdu name
   * @param deviations of L1, L2 and L3 from the mean, as shares of it; they add up to 0
   */
  public record PhaseShift(String pdu, List<Double> deviations) implements Effect {
    public PhaseShift {
      deviations = List.copyOf(deviations);
    }
  }

  /**
   * A link degrades.
   *
   * @param device the switch's name
   * @param port from 1
   * @param errorsPerSecond frames received with errors
   * @param receiveWatts optical power that still arrives
   */
  public record LinkErrors(String device, int port, double errorsPerSecond, double receiveWatts)
      implements Effect {}

  /** A device takes requests and answers none. */
  public record Dropout(String device) implements Effect {}

  /** True while the fault lasts. */
  public boolean activeAt(double t) {
    return t >= start && t < end;
  }

  /** Seconds of the fault that have passed until a time. */
  public double secondsUntil(double t) {
    return Math.max(0, Math.min(t, end) - start);
  }

  /** How far the fault has gone, 0 to 1, when it takes some seconds to come and to go. */
  public double progress(double t, double seconds) {
    if (t < start) {
      return 0;
    }
    if (t < end) {
      return ramp(t - start, seconds);
    }
    return ramp(end - start, seconds) * (1 - ramp(t - end, seconds));
  }

  private static double ramp(double elapsed, double seconds) {
    return seconds <= 0 ? 1 : Math.min(1, elapsed / seconds);
  }
}
