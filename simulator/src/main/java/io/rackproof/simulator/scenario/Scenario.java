package io.rackproof.simulator.scenario;

import io.rackproof.simulator.model.Fault;
import io.rackproof.simulator.model.Script;
import io.rackproof.simulator.model.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What happens to the rack, for runs of any length.
 *
 * @param name to ask for it
 * @param title for people
 * @param seed of all noise
 * @param workload the first step holds from the start
 * @param faults in the order of the file
 */
public record Scenario(
    String name, String title, long seed, List<Step> workload, List<TimedFault> faults) {

  /** A step of the workload: the power that the rack takes from a moment on. */
  record Step(Moment at, Duration ramp, double watts) {}

  /** A fault with its moments. */
  record TimedFault(Moment at, Optional<Moment> until, Fault.Effect effect) {}

  public Scenario {
    workload = List.copyOf(workload);
    faults = List.copyOf(faults);
  }

  /**
   * The run of a length.
   *
   * @throws IllegalArgumentException when two steps of the workload overlap at this length
   */
  public Script over(Duration duration, long chosenSeed) {
    List<Trace.Change> changes =
        workload.stream()
            .skip(1)
            .map(
                step ->
                    new Trace.Change(
                        step.at().seconds(duration), step.ramp().toMillis() / 1e3, step.watts()))
            .toList();
    List<Fault> timed =
        faults.stream()
            .map(
                fault ->
                    new Fault(
                        fault.at().seconds(duration),
                        fault
                            .until()
                            .map(until -> until.seconds(duration))
                            .orElse(Double.POSITIVE_INFINITY),
                        fault.effect()))
            .toList();
    return new Script(Trace.of(workload.get(0).watts(), changes), timed, chosenSeed);
  }
}
