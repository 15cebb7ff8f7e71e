package io.rackproof.simulator.scenario;

import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.simulator.model.Fault;
import io.rackproof.simulator.model.Layout;
import java.time.Duration;
import java.util.List;

/** The faults of a scenario file. */
final class FaultFile {

  private static final String[] KINDS = {
    "pump-stop", "leak", "phase-shift", "link-errors", "dropout"
  };

  private FaultFile() {}

  static Fault.Effect effect(YamlMap map) {
    YamlValue kind = map.require("fault");
    return switch (kind.oneOf(KINDS)) {
      case "pump-stop" -> pumpStop(map);
      case "leak" -> leak(map);
      case "phase-shift" -> phaseShift(map);
      case "link-errors" -> linkErrors(map);
      default -> dropout(map);
    };
  }

  private static Fault.Effect pumpStop(YamlMap map) {
    map.allow("at", "until", "fault", "pump", "flow");
    int pump = (int) map.require("pump").integer(1, Layout.STANDBY_PUMP - 1);
    double flow =
        map.get("flow").map(v -> ScenarioFile.quantity(v, Quantity.SHARE, 0, 1)).orElse(0.8);
    return new Fault.PumpStop(pump, flow);
  }

  private static Fault.Effect leak(YamlMap map) {
    map.allow("at", "until", "fault", "sensor", "supply-pressure", "within");
    Fault.LeakSensor sensor =
        map.get("sensor")
            .map(v -> v.oneOf(Fault.LeakSensor.class))
            .orElse(Fault.LeakSensor.INTERNAL);
    double pascals =
        map.get("supply-pressure")
            .map(v -> ScenarioFile.quantity(v, Quantity.PRESSURE, 0, 290_000))
            .orElse(170_000.0);
    Duration within = map.get("within").map(YamlValue::duration).orElse(Duration.ofSeconds(8));
    return new Fault.Leak(sensor, pascals, within.toMillis() / 1e3);
  }

  private static Fault.Effect phaseShift(YamlMap map) {
    map.allow("at", "until", "fault", "pdu", "L1", "L2", "L3");
    String pdu = known(map.require("pdu"), Layout.PDUS);
    List<Double> deviations =
        List.of(deviation(map, "L1"), deviation(map, "L2"), deviation(map, "L3"));
    double sum = deviations.stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum) > 1e-9) {
      map.report("L1, L2 and L3 add up to 0 %, since the power of the PDU stays the same");
    }
    return new Fault.PhaseShift(pdu, deviations);
  }

  private static double deviation(YamlMap map, String phase) {
    return map.get(phase).map(v -> ScenarioFile.quantity(v, Quantity.SHARE, -1, 2)).orElse(0.0);
  }

  private static Fault.Effect linkErrors(YamlMap map) {
    map.allow("at", "until", "fault", "switch", "port", "errors-per-second", "receive-power");
    String device = known(map.require("switch"), Layout.SWITCHES);
    int port = (int) map.require("port").integer(1, Layout.PORTS);
    double errors = map.get("errors-per-second").map(YamlValue::number).orElse(20.0);
    double watts =
        map.get("receive-power")
            .map(v -> ScenarioFile.quantity(v, Quantity.POWER, 0, 0.01))
            .orElse(0.1e-3);
    return new Fault.LinkErrors(device, port, errors, watts);
  }

  private static Fault.Effect dropout(YamlMap map) {
    map.allow("at", "until", "fault", "device");
    return new Fault.Dropout(known(map.require("device"), Layout.devices()));
  }

  private static String known(YamlValue value, List<String> names) {
    String name = value.text();
    if (value.isText() && !names.contains(name)) {
      value.report("the rack has no '" + name + "'." + Nearest.hint(name, names));
    }
    return name;
  }
}
