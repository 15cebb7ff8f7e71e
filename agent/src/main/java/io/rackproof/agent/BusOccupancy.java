package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How much of its time a Modbus bus is asked to spend on its devices' polls.
 *
 * @param devices on it, at least one
 */
record BusOccupancy(ModbusConfig.Link link, List<DeviceOccupancy> devices) {

  /** A bus that is full to the last percent leaves nothing for a device that is slow once. */
  private static final double FULL = 1.0;

  private static final double GOOD = 0.9;

  BusOccupancy {
    devices = List.copyOf(devices);
  }

  /**
   * The buses of a rack, in the order of its devices.
   *
   * @param drivers gives the driver of a device, which may have learnt something
   */
  static List<BusOccupancy> of(
      List<DeviceConfig> devices, Function<DeviceConfig, ModbusDriver> drivers) {
    Map<ModbusConfig.Link, List<DeviceOccupancy>> buses = new LinkedHashMap<>();
    for (DeviceConfig device : devices) {
      if (device.connection() instanceof Connection.OverModbus modbus) {
        buses
            .computeIfAbsent(modbus.config().link(), link -> new ArrayList<>())
            .add(DeviceOccupancy.of(device, drivers.apply(device)));
      }
    }
    return buses.entrySet().stream()
        .map(entry -> new BusOccupancy(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The share of the bus, 1 for all of it; on a network only of what was measured. */
  double share() {
    return devices.stream().mapToDouble(DeviceOccupancy::share).sum();
  }

  double requestsPerSecond() {
    return devices.stream().mapToDouble(DeviceOccupancy::requestsPerSecond).sum();
  }

  /** True when something is known of the time that requests take. */
  boolean isTimed() {
    return link instanceof ModbusConfig.SerialLine
        || devices.stream().anyMatch(DeviceOccupancy::learned);
  }

  /** Why the polls cannot all be done, and at which interval they could; empty when they can. */
  Optional<String> overload() {
    double share = share();
    if (share <= FULL) {
      return Optional.empty();
    }
    Duration shortest =
        devices.stream().map(DeviceOccupancy::slot).min(Duration::compareTo).orElse(Duration.ZERO);
    boolean same = devices.stream().allMatch(device -> device.slot().equals(shortest));
    String fits = Durations.format(fitting(shortest, share));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: the polls of its %d devices take %.0f %% of the bus's time: %s",
            link.bus(),
            devices.size(),
            100 * share,
            same
                ? "an interval of " + fits + " instead of " + Durations.format(shortest) + " fits"
                : String.format(
                    Locale.ROOT,
                    "intervals %.1f times as long fit, such as %s instead of %s",
                    Math.ceil(share / GOOD * 10) / 10,
                    fits,
                    Durations.format(shortest))));
  }

  /** An interval that leaves a tenth of the bus free, rounded up to what people write. */
  private static Duration fitting(Duration interval, double share) {
    long millis = (long) Math.ceil(interval.toMillis() * share / GOOD);
    long step = millis <= 1_000 ? 50 : millis <= 10_000 ? 500 : millis <= 60_000 ? 5_000 : 60_000;
    return Duration.ofMillis((millis + step - 1) / step * step);
  }
}
