package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.profile.Profile;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code modbus}, {@code snmp} and {@code serial} sections of a device. */
final class ConnectionSection {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Map<String, ModbusConfig.Link> buses;
  private final Map<String, String> takenUnits = new HashMap<>();
  private final Map<String, String> takenPorts = new HashMap<>();

  ConnectionSection(Map<String, ModbusConfig.Link> buses) {
    this.buses = buses;
    buses.forEach((name, link) -> takenPorts.put(link.bus(), "the bus '" + name + "'"));
  }

  /**
   * @param protocol the key of the section
   * @param device the name of the device that it belongs to
   * @param model what the profile says of its protocol, when there is a profile
   */
  Optional<Connection> read(
      String protocol,
      YamlValue section,
      String device,
      Optional<Profile.Protocol> model,
      Duration timeout) {
    YamlMap map = section.map();
    if (!section.isMap()) {
      return Optional.empty();
    }
    return switch (protocol) {
      case "modbus" -> modbus(map, device, model, timeout);
      case "snmp" -> SnmpSection.read(map, timeout);
      default -> SerialLinks.read(map, device, model, timeout, takenPorts);
    };
  }

  private Optional<Connection> modbus(
      YamlMap map, String device, Optional<Profile.Protocol> model, Duration timeout) {
    map.allow("bus", "address", "mode", "unit", "max-registers", "max-gap", "pause");
    Profile.Modbus needs =
        model.orElse(null) instanceof Profile.Modbus modbus
            ? modbus
            : new Profile.Modbus(
                ModbusConfig.MAX_REGISTERS, ModbusConfig.DEFAULT_GAP, Duration.ZERO);
    Optional<ModbusConfig.Link> link = link(map);
    boolean serial = link.orElse(null) instanceof ModbusConfig.SerialLine;
    YamlValue unitKey = map.require("unit");
    int unit = unitKey.isMissing() ? 1 : (int) unitKey.integer(serial ? 1 : 0, 255);
    int maxRegisters =
        map.get("max-registers")
            .map(value -> (int) value.integer(1, ModbusConfig.MAX_REGISTERS))
            .orElse(needs.maxRegisters());
    int maxGap =
        map.get("max-gap")
            .map(value -> (int) value.integer(0, ModbusConfig.MAX_REGISTERS))
            .orElse(needs.maxGap());
    Duration pause = map.get("pause").map(ConnectionSection::pause).orElse(needs.pause());
    if (link.isEmpty()) {
      return Optional.empty();
    }
    String other = takenUnits.putIfAbsent(link.get().bus() + " " + unit, device);
    if (other != null) {
      unitKey.report(
          "unit " + unit + " on " + link.get().bus() + " is already the device '" + other + "'");
    }
    return Optional.of(
        new Connection.OverModbus(
            new ModbusConfig(link.get(), unit, timeout, maxRegisters, maxGap, pause)));
  }

  private Optional<ModbusConfig.Link> link(YamlMap map) {
    if (map.has("bus") == map.has("address")) {
      map.report(
          map.has("bus")
              ? "a unit is on a 'bus' or at an 'address', not both"
              : "one of 'bus' (a serial line) and 'address' (Modbus TCP) is missing here");
      return Optional.empty();
    }
    if (map.has("bus")) {
      map.get("mode")
          .ifPresent(mode -> mode.report("the bus has its own: it stands under 'buses'"));
      YamlValue bus = map.require("bus");
      ModbusConfig.Link link = buses.get(bus.text());
      if (link == null && bus.isText()) {
        bus.report(
            buses.isEmpty()
                ? "there is no bus '" + bus.text() + "'. Describe it under 'buses'"
                : "there is no bus '"
                    + bus.text()
                    + "'."
                    + Nearest.hint(bus.text(), buses.keySet()));
      }
      return Optional.ofNullable(link);
    }
    return address(map.require("address"), ModbusConfig.DEFAULT_PORT)
        .map(address -> BusSection.network(address, map.get("mode")));
  }

  static Optional<Address> address(YamlValue value, int defaultPort) {
    Address address = value.parsed(text -> Address.parse(text, defaultPort));
    if (address != null && address.port() == 0) {
      value.report("port 0 is no place to connect to");
      return Optional.empty();
    }
    return Optional.ofNullable(address);
  }

  static Duration pause(YamlValue value) {
    return DeviceSection.between(value, Duration.ZERO, LONGEST_PAUSE);
  }
}
