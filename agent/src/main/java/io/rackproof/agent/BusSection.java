package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code buses} of {@code rack.yaml}: serial lines and gateways that several Modbus units
 * share.
 */
final class BusSection {

  private static final int DEFAULT_BAUD = 19_200;
  private static final Duration LONGEST_TURNAROUND = Duration.ofSeconds(1);

  private BusSection() {}

  /** The links by name, in the order of the file. */
  static Map<String, ModbusConfig.Link> read(YamlMap buses) {
    Map<String, ModbusConfig.Link> links = new LinkedHashMap<>();
    Map<String, String> places = new HashMap<>();
    for (String name : buses.keys()) {
      YamlMap bus = buses.require(name).map();
      ModbusConfig.Link link =
          bus.has("address") && !bus.has("serial") ? gateway(bus) : serialLine(bus);
      String other = places.putIfAbsent(link.bus(), name);
      if (other != null && !link.bus().isEmpty()) {
        bus.require(bus.has("serial") ? "serial" : "address")
            .report("the bus '" + other + "' is already on " + link.bus());
      }
      links.put(name, link);
    }
    return links;
  }

  private static ModbusConfig.Link serialLine(YamlMap bus) {
    bus.allow("serial", "baud", "data-bits", "parity", "stop-bits", "mode", "turnaround");
    String device = bus.require("serial").nonEmpty();
    boolean ascii =
        bus.get("mode").map(mode -> mode.oneOf("rtu", "ascii")).orElse("rtu").equals("ascii");
    // The Modbus serial line specification, 2.5.1: even parity and 19,200 baud by default.
    int baud = bus.get("baud").map(BusSection::baud).orElse(DEFAULT_BAUD);
    ModbusConfig.Parity parity =
        bus.get("parity")
            .map(given -> given.oneOf(ModbusConfig.Parity.class))
            .orElse(ModbusConfig.Parity.EVEN);
    int stopBits = bus.get("stop-bits").map(bits -> (int) bits.integer(1, 2)).orElse(1);
    Duration turnaround =
        bus.get("turnaround")
            .map(value -> DeviceSection.between(value, Duration.ZERO, LONGEST_TURNAROUND))
            .orElse(Duration.ZERO);
    if (ascii) {
      int dataBits = bus.get("data-bits").map(bits -> (int) bits.integer(7, 8)).orElse(7);
      return new ModbusConfig.Ascii(device, baud, dataBits, parity, stopBits, turnaround);
    }
    bus.get("data-bits").ifPresent(bits -> bits.integer(8, 8));
    return new ModbusConfig.Rtu(device, baud, parity, stopBits, turnaround);
  }

  private static ModbusConfig.Link gateway(YamlMap bus) {
    bus.allow("address", "mode");
    Address address =
        bus.require("address").parsed(text -> Address.parse(text, ModbusConfig.DEFAULT_PORT));
    return address == null
        ? new ModbusConfig.Tcp("", ModbusConfig.DEFAULT_PORT)
        : network(address, bus.get("mode"));
  }

  /** What is spoken at an address: {@code tcp}, {@code udp}, {@code rtu-over-tcp}… */
  static ModbusConfig.Link network(Address address, Optional<YamlValue> mode) {
    String spoken =
        mode.map(value -> value.oneOf("tcp", "udp", "rtu-over-tcp", "ascii-over-tcp"))
            .orElse("tcp");
    return switch (spoken) {
      case "udp" -> new ModbusConfig.Udp(address.host(), address.port());
      case "rtu-over-tcp" ->
          new ModbusConfig.Tcp(address.host(), address.port(), ModbusConfig.Wrapping.RTU_OVER_TCP);
      case "ascii-over-tcp" ->
          new ModbusConfig.Tcp(
              address.host(), address.port(), ModbusConfig.Wrapping.ASCII_OVER_TCP);
      default -> new ModbusConfig.Tcp(address.host(), address.port());
    };
  }

  static int baud(YamlValue value) {
    return (int) value.integer(300, 4_000_000);
  }
}
