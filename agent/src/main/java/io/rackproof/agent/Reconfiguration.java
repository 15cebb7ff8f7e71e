package io.rackproof.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a new {@code rack.yaml} changes of the devices.
 *
 * @param added that were not there
 * @param changed that are to be opened anew, as they are to be
 * @param removed by name
 * @param unchanged how many go on as they are
 */
record Reconfiguration(
    List<DeviceConfig> added, List<DeviceConfig> changed, List<String> removed, int unchanged) {

  static Reconfiguration between(List<DeviceConfig> before, List<DeviceConfig> after) {
    Map<String, DeviceConfig> old =
        before.stream()
            .collect(
                Collectors.toMap(
                    DeviceConfig::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    List<DeviceConfig> added = new ArrayList<>();
    List<DeviceConfig> changed = new ArrayList<>();
    int unchanged = 0;
    for (DeviceConfig device : after) {
      DeviceConfig was = old.remove(device.name());
      if (was == null) {
        added.add(device);
      } else if (SameConfig.of(was, device)) {
        unchanged++;
      } else {
        changed.add(device);
      }
    }
    return new Reconfiguration(added, changed, List.copyOf(old.keySet()), unchanged);
  }

  /** Devices whose polling ends, by name. */
  List<String> closed() {
    return Stream.concat(removed.stream(), changed.stream().map(DeviceConfig::name)).toList();
  }

  /** Devices whose polling begins. */
  List<DeviceConfig> opened() {
    return Stream.concat(changed.stream(), added.stream()).toList();
  }

  /** {@code 1 added (pdu-b), 1 changed (cdu-1), 24 unchanged}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    tell(parts, "added", added.stream().map(DeviceConfig::name).toList());
    tell(parts, "changed", changed.stream().map(DeviceConfig::name).toList());
    tell(parts, "removed", removed);
    parts.add(unchanged + " unchanged");
    return String.join(", ", parts);
  }

  private static void tell(List<String> parts, String what, List<String> names) {
    if (!names.isEmpty()) {
      parts.add(names.size() + " " + what + " (" + String.join(", ", names) + ")");
    }
  }
}
