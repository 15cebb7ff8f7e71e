package io.rackproof.simulator.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * What happens to the rack in one run.
 *
 * @param rackWatts electrical power that the rack takes in
 * @param faults that befall it
 * @param seed of all noise
 */
public record Script(Trace rackWatts, List<Fault> faults, long seed) {
  public Script {
    faults = List.copyOf(faults);
  }

  /** The faults with an effect of a kind. */
  Stream<Fault> faults(Class<? extends Fault.Effect> kind) {
    return faults.stream().filter(fault -> kind.isInstance(fault.effect()));
  }
}
