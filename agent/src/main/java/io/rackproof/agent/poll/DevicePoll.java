package io.rackproof.agent.poll;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one slot of a device.
 *
 * @param device by name
 * @param readings at least one for each point
 * @param time of the whole poll
 * @param took how long it took
 * @param asked false when the device was spared because it has been silent
 * @param skippedSlots that passed since the poll before because polls took too long
 */
public record DevicePoll(
    String device,
    List<Reading> readings,
    RequestTime time,
    Duration took,
    boolean asked,
    long skippedSlots) {

  public DevicePoll {
    readings = List.copyOf(readings);
  }

  /** True when the device said anything that was understood, be it that it lacks a point. */
  public boolean alive() {
    return readings.stream()
        .anyMatch(
            reading ->
                !(reading.outcome() instanceof Missing missing) || !isSilence(missing.cause()));
  }

  /** Why nothing came, of the first point; empty when the device is alive. */
  public Optional<Missing> silence() {
    return alive() || !(readings.get(0).outcome() instanceof Missing missing)
        ? Optional.empty()
        : Optional.of(missing);
  }

  /** How many readings are values. */
  public int values() {
    return (int)
        readings.stream().filter(reading -> !(reading.outcome() instanceof Missing)).count();
  }

  private static boolean isSilence(Cause cause) {
    return cause == Cause.UNREACHABLE || cause == Cause.TIMEOUT || cause == Cause.GARBAGE;
  }
}
