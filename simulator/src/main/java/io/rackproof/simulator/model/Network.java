package io.rackproof.simulator.model;

import java.util.function.DoubleUnaryOperator;

/** Two switches: traffic follows the workload; each port has one optical transceiver. */
public final class Network {

  /** Nominal speed of each port. */
  public static final long BITS_PER_SECOND = 400_000_000_000L;

  /** Bytes per second that a port carries at 130 kW. */
  private static final double BYTES_AT_LOAD = 18e9;

  /** Mean length of a frame. */
  private static final double FRAME_BYTES = 4_100;

  private final Script script;
  private final Noise noise;
  private final DoubleUnaryOperator[][] receiveNoise =
      new DoubleUnaryOperator[Layout.SWITCHES.size()][Layout.PORTS];
  private final double[][] receiveConstant = new double[Layout.SWITCHES.size()][Layout.PORTS];

  Network(Script script, Noise noise) {
    this.script = script;
    this.noise = noise;
    for (int s = 0; s < Layout.SWITCHES.size(); s++) {
      for (int port = 1; port <= Layout.PORTS; port++) {
        receiveNoise[s][port - 1] = noise.stream(name(s, port) + ".rx");
        receiveConstant[s][port - 1] = noise.constant(name(s, port) + ".rx");
      }
    }
  }

  private static String name(int device, int port) {
    return Layout.SWITCHES.get(device) + "." + port;
  }

  /** Bytes received on a port (from 1) of a switch (from 0) since the workload began. */
  public double receivedBytes(int device, int port, double t) {
    return bytes(noise.constant(name(device, port) + ".in"), t);
  }

  /** Bytes sent on a port. */
  public double sentBytes(int device, int port, double t) {
    return bytes(noise.constant(name(device, port) + ".out"), t);
  }

  private double bytes(double own, double t) {
    return BYTES_AT_LOAD * (1 + 0.1 * own) * script.rackWatts().integral(t) / 130_000;
  }

  /** Frames that make up some bytes. */
  public double frames(double bytes) {
    return bytes / FRAME_BYTES;
  }

  /** Frames received with errors on a port. */
  public double receiveErrors(int device, int port, double t) {
    double errors = 0;
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.LinkErrors link && isAt(link, device, port)) {
        errors += link.errorsPerSecond() * fault.secondsUntil(t);
      }
    }
    return errors;
  }

  /** Optical power that a port's transceiver receives, in watts. */
  public double receiveWatts(int device, int port, double t) {
    double usual =
        0.6e-3
            * (1
                + 0.03 * receiveConstant[device][port - 1]
                + 0.015 * receiveNoise[device][port - 1].applyAsDouble(t));
    for (Fault fault : script.faults()) {
      if (fault.effect() instanceof Fault.LinkErrors link && isAt(link, device, port)) {
        double wobble = 1 + 0.02 * receiveNoise[device][port - 1].applyAsDouble(t);
        usual += fault.progress(t, 1) * (link.receiveWatts() * wobble - usual);
      }
    }
    return usual;
  }

  private static boolean isAt(Fault.LinkErrors link, int device, int port) {
    return link.port() == port && link.device().equals(Layout.SWITCHES.get(device));
  }

  /** Optical power that a port's transceiver sends, in watts. */
  public double sendWatts(int device, int port, double t) {
    String name = name(device, port) + ".tx";
    return 1.0e-3 * (1 + 0.04 * noise.constant(name) + 0.01 * noise.stream(name).applyAsDouble(t));
  }

  /** Laser bias of a port's transceiver, in amperes. */
  public double biasAmperes(int device, int port, double t) {
    String name = name(device, port) + ".bias";
    return 0.055 * (1 + 0.05 * noise.constant(name) + 0.01 * noise.stream(name).applyAsDouble(t));
  }

  /** Temperature of a port's transceiver, in °C: it follows the workload. */
  public double opticsCelsius(int device, int port, double t) {
    String name = name(device, port) + ".temperature";
    return 38
        + 10 * script.rackWatts().lagged(t, 20) / 130_000
        + 2 * noise.constant(name)
        + 0.2 * noise.stream(name).applyAsDouble(t);
  }

  /** Supply voltage of a port's transceiver. */
  public double opticsVolts(int device, int port, double t) {
    String name = name(device, port) + ".volts";
    return 3.3 + 0.02 * noise.constant(name) + 0.005 * noise.stream(name).applyAsDouble(t);
  }

  /** Air that a switch draws in, in °C. */
  public double inletCelsius(int device, double t) {
    return 26 + 0.3 * noise.stream(Layout.SWITCHES.get(device) + ".inlet").applyAsDouble(t);
  }

  /** Speed of one of a switch's fans, in revolutions per minute. */
  public double fanRpm(int device, int fan, double t) {
    String name = Layout.SWITCHES.get(device) + ".fan" + fan;
    return 9_600 * (1 + 0.01 * noise.constant(name) + 0.005 * noise.stream(name).applyAsDouble(t));
  }
}
