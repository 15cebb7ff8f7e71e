package io.rackproof.agent;

import io.rackproof.agent.device.serial.SerialConfig;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.profile.Profile;
import io.rackproof.document.YamlMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The {@code serial} section of a device: a port of this machine or a device server. */
final class SerialLinks {

  private SerialLinks() {}

  /**
   * @param taken ports and addresses that are in use, with who uses them; gets this one
   */
  static Optional<Connection> read(
      YamlMap map,
      String device,
      Optional<Profile.Protocol> model,
      Duration timeout,
      Map<String, String> taken) {
    map.allow("port", "address", "server", "baud", "data-bits", "parity", "stop-bits", "pause");
    Profile.Serial needs =
        model.orElse(null) instanceof Profile.Serial serial
            ? serial
            : new Profile.Serial(SerialDialogue.LINES, Optional.of(9600));
    Optional<SerialLink> link = link(map, needs);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    String bus = link.get().bus();
    String other = taken.putIfAbsent(bus, "the device '" + device + "'");
    if (other != null && !bus.isEmpty()) {
      map.require(map.has("port") ? "port" : "address").report(other + " is already on " + bus);
    }
    SerialDialogue dialogue =
        map.get("pause")
            .map(ConnectionSection::pause)
            .map(needs.dialogue()::withPause)
            .orElse(needs.dialogue());
    return Optional.of(new Connection.OverSerial(new SerialConfig(link.get(), dialogue, timeout)));
  }

  private static Optional<SerialLink> link(YamlMap map, Profile.Serial needs) {
    if (map.has("port") == map.has("address")) {
      map.report(
          map.has("port")
              ? "an instrument is on a 'port' or at an 'address', not both"
              : "one of 'port' (of this machine) and 'address' (of a device server) is missing"
                  + " here");
      return Optional.empty();
    }
    if (map.has("port")) {
      map.get("server").ifPresent(v -> v.report("is for an 'address': a port has no server"));
      return Optional.of(new SerialLink.Port(map.require("port").nonEmpty(), line(map, needs)));
    }
    Optional<Address> address =
        ConnectionSection.address(map.require("address"), SerialLink.DEFAULT_PORT);
    boolean raw = map.require("server").oneOf("raw", "rfc2217").equals("raw");
    if (raw) {
      for (String key : new String[] {"baud", "data-bits", "parity", "stop-bits"}) {
        map.get(key)
            .ifPresent(
                v -> v.report("a raw server sets the line itself; leave it out, or use rfc2217"));
      }
      return address.map(a -> new SerialLink.Raw(a.host(), a.port()));
    }
    SerialLink.Line line = line(map, needs);
    return address.map(a -> new SerialLink.Rfc2217(a.host(), a.port(), line));
  }

  private static SerialLink.Line line(YamlMap map, Profile.Serial needs) {
    if (!map.has("baud") && needs.baud().isEmpty()) {
      map.report("the key 'baud' is missing here, and the profile does not give it");
    }
    return new SerialLink.Line(
        map.get("baud").map(BusSection::baud).or(needs::baud).orElse(9600),
        map.get("data-bits").map(bits -> (int) bits.integer(7, 8)).orElse(needs.dataBits()),
        map.get("parity")
            .map(parity -> parity.oneOf(SerialLink.Parity.class))
            .orElse(needs.parity()),
        map.get("stop-bits").map(bits -> (int) bits.integer(1, 2)).orElse(needs.stopBits()));
  }
}
