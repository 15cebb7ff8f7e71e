package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.uplink.Reach;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.doctor.CertificateCheck;
import io.rackproof.doctor.ClockCheck;
import io.rackproof.doctor.DiskCheck;
import io.rackproof.doctor.Findings;
import io.rackproof.doctor.MachineCheck;
import io.rackproof.doctor.NetworkCheck;
import io.rackproof.doctor.SerialPortCheck;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.identity.RackNames;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at what usually goes wrong on an agent's machine, and says how to mend it: rack.yaml,"
          + " clock, memory, room for the spool, serial ports and who has them, certificate and key,"
          + " the way to the collector and to each device's TCP port, the port of traps.",
      "Changes nothing, asks no device for a value ('once' does) and may run beside the agent. Run"
          + " it as the user that the agent runs as: what root may do says little."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo -u rackproof rackproof-agent doctor -c /etc/rackproof/rack.yaml",
      "",
      "Exit status: 0 when nothing is wrong (there may be warnings), 1 when something is,",
      "2 for a mistake in rack.yaml."
    })
final class DoctorCommand implements Callable<Integer> {

  /** A word that stands in the command line of an agent. */
  private static final String AGENT = "io.rackproof.agent";

  /** What the service's unit allows. */
  private static final long MEMORY = 256L << 20;

  @Mixin private RackOption rack = new RackOption();

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  DoctorCommand() {}

  @Override
  public Integer call() throws InvalidDocumentException, InterruptedException {
    RackConfig config = rack.read();
    Findings findings = new Findings(spec.commandLine().getOut());
    findings.good(
        "rack.yaml",
        rack.file + ": rack " + config.rack().id() + ", " + config.devices().size() + " devices");
    MachineCheck.run(findings, AgentCommand.Version.text(), MEMORY);
    new ClockCheck().run(findings);
    spool(findings, config.spool());
    ports(config).forEach(port -> new SerialPortCheck(findings).run(Path.of(port), AGENT));
    config.traps().ifPresent(traps -> traps(findings, traps));
    NetworkCheck network = new NetworkCheck(findings);
    addresses(config).forEach(a -> network.reach("device", a.host(), a.port()));
    if (config.collector().isPresent()) {
      collector(findings, network, config);
    } else {
      findings.warn("collector", "rack.yaml names none", "'run' needs the key 'collector'");
    }
    return findings.conclude() ? 0 : 1;
  }

  private static void spool(Findings findings, SpoolConfig spool) {
    DiskCheck.run(findings, spool.directory(), 100_000_000L, spool.maxBytes() + 100_000_000L);
    if (Files.isDirectory(spool.directory())) {
      try (Stream<Path> files = Files.list(spool.directory())) {
        files
            .filter(file -> file.getFileName().toString().matches(".*\\.damaged-\\d{8}T\\d{6}Z.*"))
            .filter(file -> !file.toString().matches(".*-(wal|shm)"))
            .forEach(
                file ->
                    findings.warn(
                        "spool",
                        file + " was found damaged and set aside",
                        "look after the disk; the loss was told to the collector"));
      } catch (IOException e) {
        findings.wrong("spool", spool.directory() + ": " + e.getMessage(), "look after the disk");
      }
    }
  }

  /** The serial ports of this machine that the rack uses. */
  private static Set<String> ports(RackConfig config) {
    Set<String> ports = new TreeSet<>();
    for (DeviceConfig device : config.devices()) {
      if (device.connection() instanceof Connection.OverModbus modbus
          && modbus.config().link() instanceof ModbusConfig.SerialLine line) {
        ports.add(line.device());
      } else if (device.connection() instanceof Connection.OverSerial serial
          && serial.config().link() instanceof SerialLink.Port port) {
        ports.add(port.device());
      }
    }
    return ports;
  }

  /** Where devices and gateways listen with TCP; what goes over UDP says nothing when asked so. */
  private static List<Address> addresses(RackConfig config) {
    return config.devices().stream()
        .map(device -> address(device.connection()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private static Optional<Address> address(Connection connection) {
    if (connection instanceof Connection.OverModbus modbus
        && modbus.config().link() instanceof ModbusConfig.Tcp tcp) {
      return Optional.of(new Address(tcp.host(), tcp.port()));
    }
    if (connection instanceof Connection.OverSerial serial) {
      if (serial.config().link() instanceof SerialLink.Raw raw) {
        return Optional.of(new Address(raw.host(), raw.port()));
      }
      if (serial.config().link() instanceof SerialLink.Rfc2217 server) {
        return Optional.of(new Address(server.host(), server.port()));
      }
    }
    return Optional.empty();
  }

  private static void traps(Findings findings, TrapConfig traps) {
    Address address = new Address(traps.host(), traps.port());
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(traps.host(), traps.port()))) {
      findings.good(
          "traps", "UDP " + address + " may be used (port " + socket.getLocalPort() + ")");
    } catch (SocketException e) {
      if (String.valueOf(e.getMessage()).contains("in use")) {
        findings.warn(
            "traps",
            "UDP " + address + " is in use",
            "right while the agent runs; else end what has it, such as snmptrapd (ss -ulnp)");
      } else {
        findings.wrong(
            "traps",
            "UDP " + address + ": " + e.getMessage(),
            "ports below 1024 need AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit; or let"
                + " traps come to a higher port");
      }
    }
  }

  private static void collector(Findings findings, NetworkCheck network, RackConfig config) {
    UplinkConfig collector = config.collector().orElseThrow();
    if (collector.tls().isPresent()) {
      UplinkConfig.Tls tls = collector.tls().get();
      CertificateCheck check = new CertificateCheck(findings, Clock.systemUTC().instant());
      String enrol =
          "get a token at the collector ('rackproof enroll'), then 'rackproof-agent enroll'";
      Optional<X509Certificate> own = check.certificate("this agent's", tls.certificate(), enrol);
      own.ifPresent(certificate -> check.key(tls.key(), certificate));
      check.certificate("the authority's", tls.authority(), "fetch it from the collector's people");
      own.map(RackNames::of)
          .filter(racks -> !racks.contains(config.rack().id()))
          .ifPresent(
              racks ->
                  findings.wrong(
                      "certificate",
                      "it speaks for "
                          + String.join(", ", racks)
                          + ", and rack.yaml is of "
                          + config.rack().id(),
                      "mend 'rack: {id: …}', or enrol for this rack"));
    }
    if (!network.reach("the collector", collector.host(), collector.port())) {
      return;
    }
    try {
      Optional<String> objection = Reach.objection(collector);
      if (objection.isPresent()) {
        findings.wrong(
            "collector",
            "no TLS with it: " + objection.get(),
            "is 'authority' the one that signed the collector's certificate, is the address one of"
                + " its 'names', was this agent revoked, and are both clocks right?");
      } else {
        findings.good(
            "collector",
            collector.tls().isPresent()
                ? "it and this agent trust each other's certificates"
                : "reached without TLS, on this machine");
      }
    } catch (IOException e) {
      findings.wrong("collector", String.valueOf(e.getMessage()), "see above");
    }
  }
}
