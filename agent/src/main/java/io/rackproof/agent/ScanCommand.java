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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      "  rackproof-agent scan --snmp 192.0.2.0/24 --community '${file:community}'",
      "  rackproof-agent scan --snmp 192.0.2.11 --snmp-keys 'version: 3, user: ops'",
      "",
      "Exit status: 0 when something was found, 1 when nothing was, 2 for a mistake in an option."
    })
final class ScanCommand implements Callable<Integer> {

  /** Networks are asked so many addresses at a time: most of them are nobody's. */
  private static final int AT_ONCE = 16;

  private static final int ASKS_UNTOLD = 32;

  /** Units that answer alike before a Modbus address is taken for one device. */
  private static final int ALIKE = 4;

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

  private final Object lock = new Object();
  private final Map<String, ModbusConfig.Rtu> buses = new LinkedHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private final Ticker ticker = RunCommand.systemTicker();
  private boolean written;
  private int asks;
  private volatile boolean stopping;

  ScanCommand() {}

  @Override
  public Integer call() throws UnusableException, InterruptedException {
    List<Integer> asked = option(() -> Numbers.parse(units, 0, 255));
    Duration patience =
        Durations.parse(timeout)
            .filter(d -> !d.isZero())
            .orElseThrow(() -> mistake("--timeout: expected a duration such as 300ms"));
    List<String> hosts =
        option(() -> networks.stream().flatMap(n -> Network.hosts(n).stream()).toList());
    if (ports.isEmpty() && addresses.isEmpty() && hosts.isEmpty()) {
      throw mistake("give at least one of --serial, --modbus and --snmp");
    }
    if (out != null && Files.exists(out) && !force) {
      throw mistake(out + " is there already: give another --out, or --force to write over it");
    }
    Catalogue catalogue = Catalogue.load();
    Profiles profiles = new Profiles(catalogue);
    List<Profile> shipped = Profiles.SHIPPED.stream().map(profiles::shipped).toList();
    ScanFile file = new ScanFile(profiles, catalogue);
    Thread interrupted =
        new Thread(
            () -> {
              stopping = true;
              finish(file);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(interrupted);
    ModbusScan modbus = new ModbusScan(shipped, patience, ticker);
    for (String port : ports) {
      scanLine(modbus, port, asked);
    }
    for (String address : addresses) {
      Address at = option(() -> Address.parse(address, ModbusConfig.DEFAULT_PORT));
      scanAddress(modbus, at, asked);
    }
    if (!hosts.isEmpty()) {
      scanNetwork(shipped, hosts, patience);
    }
    int status = finish(file);
    Runtime.getRuntime().removeShutdownHook(interrupted);
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

  private void scanLine(ModbusScan scan, String port, List<Integer> asked) {
    for (int baud : bauds) {
      for (ModbusConfig.Parity parity : parities) {
        ModbusConfig.Rtu line = new ModbusConfig.Rtu(port, baud, parity, 1);
        String setting = port + " at " + baud + " baud, parity " + word(parity);
        String name = "bus-" + (buses.size() + 1);
        boolean any = false;
        for (int unit : asked) {
          if (stopping || unit == 0) {
            continue;
          }
          progress(setting + ": unit " + unit);
          ModbusScan.Answer answer = scan.ask(line, unit);
          if (answer instanceof ModbusScan.Silent silent && silent.linkLost()) {
            tell(port + ": " + silent.why());
            return;
          }
          if (answer instanceof ModbusScan.Present present) {
            any = true;
            synchronized (lock) {
              buses.put(name, line);
            }
            add(
                new Found(
                    port + " unit " + unit,
                    "modbus: {bus: " + name + ", unit: " + unit + "}",
                    present.says(),
                    present.profile()));
          }
        }
        if (any) {
          // A line has one speed and one parity.
          return;
        }
        tell(setting + ": no unit answers");
      }
    }
  }

  private static String word(ModbusConfig.Parity parity) {
    return parity.name().toLowerCase(Locale.ROOT);
  }

  private void scanAddress(ModbusScan scan, Address address, List<Integer> asked) {
    ModbusConfig.Link link = new ModbusConfig.Tcp(address.host(), address.port());
    List<Found> present = new ArrayList<>();
    int silent = 0;
    for (int unit : asked) {
      if (stopping) {
        return;
      }
      progress(address + ": unit " + unit);
      ModbusScan.Answer answer = scan.ask(link, unit);
      if (answer instanceof ModbusScan.Silent lost) {
        silent++;
        if (lost.linkLost() && present.isEmpty()) {
          tell(address + ": " + lost.why());
          return;
        }
      } else {
        ModbusScan.Present unitThere = (ModbusScan.Present) answer;
        Found device =
            new Found(
                address + " unit " + unit,
                "modbus: {address: "
                    + ScanFile.quoted(address.toString())
                    + ", unit: "
                    + unit
                    + "}",
                unitThere.says(),
                unitThere.profile());
        present.add(device);
        if (silent == 0 && present.size() == ALIKE && alike(present)) {
          tell(address + " answers as every unit: it is taken for one device");
          add(present.get(0));
          return;
        }
        if (present.size() > ALIKE || silent > 0) {
          flush(present);
        }
      }
    }
    flush(present);
    if (present.isEmpty() && silent == asked.size()) {
      tell(address + ": no unit answers");
    }
  }

  private static boolean alike(List<Found> present) {
    return present.stream()
        .allMatch(
            f ->
                f.says().equals(present.get(0).says())
                    && f.profile().equals(present.get(0).profile()));
  }

  private void flush(List<Found> present) {
    for (Found device : present) {
      if (!found.contains(device)) {
        add(device);
      }
    }
  }

  private void scanNetwork(List<Profile> shipped, List<String> hosts, Duration patience)
      throws UnusableException, InterruptedException {
    String keys = snmpKeys == null ? "community: " + ScanFile.quoted(community) : snmpKeys;
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, ScanCommand::daemon);
    try (Drivers drivers = new Drivers(ticker)) {
      SnmpScan scan = new SnmpScan(shipped, drivers);
      List<Future<Optional<Found>>> asked = new ArrayList<>();
      for (String host : hosts) {
        String reach = "snmp: {address: " + ScanFile.quoted(host) + ", " + keys + "}";
        Connection connection = connection(reach, patience);
        asked.add(threads.submit(() -> stopping ? Optional.empty() : scan.ask(connection, reach)));
      }
      for (int i = 0; i < hosts.size(); i++) {
        progress("snmp " + hosts.get(i) + ", " + (hosts.size() - i) + " to go");
        Optional<Found> device = asked.get(i).get();
        device.ifPresent(this::add);
        if (device.isEmpty() && hosts.size() <= AT_ONCE) {
          tell("snmp " + hosts.get(i) + ": no answer");
        }
      }
    } catch (ExecutionException e) {
      throw new UnusableException(1, String.valueOf(e.getCause()), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "scan");
    thread.setDaemon(true);
    return thread;
  }

  private Connection connection(String reach, Duration patience) {
    Problems problems = new Problems();
    try {
      YamlMap map = YamlFile.parse("--snmp", reach, problems);
      Optional<Connection> connection =
          new ConnectionSection(Map.of())
              .read("snmp", map.require("snmp"), "scan", Optional.empty(), patience);
      problems.throwIfAny();
      return connection.orElseThrow();
    } catch (InvalidDocumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private void add(Found device) {
    synchronized (lock) {
      found.add(device);
    }
    tell(
        device.place()
            + ": "
            + device.profile().map(p -> "likely " + p).orElse("no profile is known for it")
            + (device.says().isEmpty() ? "" : ", says " + device.says()));
  }

  /** A word now and then, so that a long scan does not look as if it hung. */
  private void progress(String what) {
    if (++asks % ASKS_UNTOLD == 0) {
      tell("… " + what);
    }
  }

  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /** Writes what was found, once. */
  private int finish(ScanFile file) {
    synchronized (lock) {
      if (found.isEmpty()) {
        return 1;
      }
      if (written) {
        return 0;
      }
      written = true;
      String text = file.text(buses, found);
      if (out == null) {
        PrintWriter to = spec.commandLine().getOut();
        to.print(text);
        to.flush();
        return 0;
      }
      try {
        Files.writeString(out, text);
        tell(
            out
                + ": "
                + found.size()
                + " devices; check it with 'rackproof-agent check -c "
                + out
                + "'");
        return 0;
      } catch (IOException e) {
        tell(out + " cannot be written: " + e.getMessage());
        return 1;
      }
    }
  }
}
