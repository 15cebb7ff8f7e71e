package io.rackproof.agent;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent scan}. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = {
      "Finds devices on serial lines, at Modbus addresses and in networks, names the profile that"
          + " is likely to fit each, and writes a rack.yaml to start from.",
      "It only reads, one request at a time on each line; Ctrl-C ends it and keeps what was found."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent scan --serial /dev/ttyUSB0 --baud 19200,115200 --parity even,none",
      "  rackproof-agent scan --modbus 192.0.2.10 --units 1-16 --out rack.yaml",
      "  rackproof-agent scan --snmp 192.0.2.0/24 --community '$${file:community}'",
      "  rackproof-agent scan --snmp 192.0.2.11 \\",
      "    --snmp-keys 'user: {name: ops,",
      "      authentication: {protocol: sha-256, password: \"$${file:password}\"}}'",
      "",
      "Files that are named so are looked for beside the rack.yaml that is written.",
      "",
      "Exit status: 0 when something was found, 1 when nothing was or it cannot be written,",
      "2 for a mistake in an option, 130 after Ctrl-C."
    })
final class ScanCommand implements Callable<Integer> {

  @Option(
      names = "--serial",
      paramLabel = "PORT",
      description = "Modbus RTU units on this port; may be given several times.")
  private List<String> ports = List.of();

  @Option(
      names = "--modbus",
      paramLabel = "HOST[:PORT]",
      description = "Modbus TCP units at this address; may be given several times.")
  private List<String> addresses = List.of();

  @Option(
      names = "--snmp",
      paramLabel = "HOST|NETWORK",
      description = "SNMP agents at this address or in this network; may be given several times.")
  private List<String> networks = List.of();

  @Option(
      names = "--units",
      paramLabel = "LIST",
      defaultValue = "1-247",
      description = "Unit ids to ask (default: ${DEFAULT-VALUE}).")
  private String units = "1-247";

  @Option(
      names = "--baud",
      paramLabel = "LIST",
      defaultValue = "19200,115200,9600",
      split = ",",
      description = "Speeds to try, until units answer at one (default: ${DEFAULT-VALUE}).")
  private List<Integer> bauds = List.of(19_200, 115_200, 9600);

  @Option(
      names = "--parity",
      paramLabel = "LIST",
      defaultValue = "even,none",
      split = ",",
      description = "Parities to try: even, none, odd (default: ${DEFAULT-VALUE}).")
  private List<ModbusConfig.Parity> parities = List.of(ModbusConfig.Parity.EVEN);

  @Option(
      names = "--community",
      paramLabel = "TEXT",
      defaultValue = "public",
      description =
          "SNMP community, better as $${file:…} or $${env:…} (default: ${DEFAULT-VALUE}).")
  private String community = "public";

  @Option(
      names = "--snmp-keys",
      paramLabel = "KEYS",
      description = "Keys of the section 'snmp' of rack.yaml instead of a community.")
  private @Nullable String snmpKeys;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "300ms",
      description = "For one answer (default: ${DEFAULT-VALUE}).")
  private String timeout = "300ms";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the rack.yaml here rather than to the standard output.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Writes over a file that is there.")
  private boolean force;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  private final Ticker ticker = RunCommand.systemTicker();

  ScanCommand() {}

  @Override
  public Integer call() throws UnusableException, InterruptedException {
    List<Integer> asked = option(() -> Numbers.parse(units, 0, 255));
    Duration patience =
        Durations.parse(timeout)
            .filter(d -> !d.isZero())
            .orElseThrow(() -> mistake("--timeout: expected a duration such as 300ms"));
    List<Address> gateways =
        addresses.stream()
            .map(a -> option(() -> Address.parse(a, ModbusConfig.DEFAULT_PORT)))
            .toList();
    Map<String, NetworkScan.Reach> hosts = hosts(patience);
    if (ports.isEmpty() && gateways.isEmpty() && hosts.isEmpty()) {
      throw mistake("give at least one of --serial, --modbus and --snmp");
    }
    checkOut();
    Catalogue catalogue = Catalogue.load();
    Profiles profiles = new Profiles(catalogue);
    List<Profile> shipped = Profiles.SHIPPED.stream().map(profiles::shipped).toList();
    Findings findings =
        new Findings(
            new ScanFile(profiles, catalogue),
            out,
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
    Thread interrupted =
        new Thread(
            () -> {
              findings.stop();
              findings.write();
            },
            "scan-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    ModbusScan modbus = new ModbusScan(shipped, patience, ticker);
    ModbusLineScan lines = new ModbusLineScan(modbus, bauds, parities, findings);
    ports.forEach(port -> lines.scan(port, asked));
    ModbusAddressScan behind = new ModbusAddressScan(modbus, findings);
    gateways.forEach(gateway -> behind.scan(gateway, asked));
    if (!hosts.isEmpty()) {
      new NetworkScan(shipped, ticker, findings).scan(hosts);
    }
    int status = findings.write();
    try {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException e) {
      // Interrupted at the very end: the process ends with the status of that.
    }
    return status;
  }

  private <T> T option(Callable<T> parser) {
    try {
      return parser.call();
    } catch (Exception e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private CommandLine.ParameterException mistake(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  /** Told before the scan, which may take long. */
  private void checkOut() {
    if (out == null) {
      return;
    }
    if (Files.exists(out) && !force) {
      throw mistake(out + " is there already: give another --out, or --force to write over it");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw mistake("--out: there is no folder " + folder);
    }
  }

  private Map<String, NetworkScan.Reach> hosts(Duration patience) {
    String keys = snmpKeys == null ? "community: " + ScanFile.quoted(community) : snmpKeys;
    Map<String, NetworkScan.Reach> hosts = new LinkedHashMap<>();
    for (String network : networks) {
      for (String host : option(() -> Network.hosts(network))) {
        String reach = "snmp: {address: " + ScanFile.quoted(host) + ", " + keys + "}";
        hosts.put(host, new NetworkScan.Reach(reach, connection(reach, patience)));
      }
    }
    return hosts;
  }

  private Connection connection(String reach, Duration patience) {
    Problems problems = new Problems();
    // As rack.yaml will be read: files with secrets are beside it.
    String name = (out == null ? Path.of("--snmp") : out.resolveSibling("--snmp")).toString();
    try {
      YamlMap map = YamlFile.parse(name, reach, problems);
      Optional<Connection> connection =
          new ConnectionSection(Map.of())
              .read("snmp", map.require("snmp"), "scan", Optional.empty(), patience);
      problems.throwIfAny();
      return connection.orElseThrow();
    } catch (InvalidDocumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }
}
