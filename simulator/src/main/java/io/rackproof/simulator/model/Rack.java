package io.rackproof.simulator.model;

/** The rack of one run: all its physics under one script. Thread safe, as it holds no state. */
public final class Rack {

  private final Script script;
  private final Power power;
  private final Cooling cooling;
  private final Network network;

  public Rack(Script script) {
    this.script = script;
    Noise noise = new Noise(script.seed());
    this.power = new Power(script, noise);
    this.cooling = new Cooling(script, power, noise);
    this.network = new Network(script, noise);
  }

  public Power power() {
    return power;
  }

  public Cooling cooling() {
    return cooling;
  }

  public Network network() {
    return network;
  }

  /** False while a device takes requests and answers none. */
  public boolean answers(String device, double t) {
    return script
        .faults(Fault.Dropout.class)
        .noneMatch(f -> ((Fault.Dropout) f.effect()).device().equals(device) && f.activeAt(t));
  }
}
