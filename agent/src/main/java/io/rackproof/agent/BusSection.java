package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code buses} of {@code rack.yaml}: serial lines that several Modbus units share. */
final class BusSection {

  private static final int DEFAULT_BAUD = 19_200;

  private BusSection() {}

  /** The links by name, in the order of the file. */
  static Map<String, ModbusConfig.Link> read(YamlMap buses) {
    Map<String, ModbusConfig.Link> links = new LinkedHashMap<>();
    Map<String, String> ports = new HashMap<>();
    for (String name : buses.keys()) {
      YamlMap bus =
          buses.require(name).map().allow("serial", "baud", "parity", "stop-bits", "mode");
      YamlValue port = bus.require("serial");
      String device = port.nonEmpty();
      String other = ports.putIfAbsent(device, name);
      if (other != null && !device.isEmpty()) {
        port.report("the bus '" + other + "' is already on " + device);
      }
      bus.get("mode").ifPresent(mode -> mode.oneOf("rtu"));
      // The Modbus serial line specification, 2.5.1: even parity and 19,200 baud by default.
      links.put(
          name,
          new ModbusConfig.Rtu(
              device,
              bus.get("baud").map(BusSection::baud).orElse(DEFAULT_BAUD),
              bus.get("parity")
                  .map(parity -> parity.oneOf(ModbusConfig.Parity.class))
                  .orElse(ModbusConfig.Parity.EVEN),
              bus.get("stop-bits").map(bits -> (int) bits.integer(1, 2)).orElse(1)));
    }
    return links;
  }

  static int baud(YamlValue value) {
    return (int) value.integer(300, 4_000_000);
  }
}
