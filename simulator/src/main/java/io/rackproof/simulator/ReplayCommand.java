package io.rackproof.simulator;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.modbus.ModbusSlave;
import io.rackproof.simulator.modbus.Transport;
import io.rackproof.simulator.replay.RackmonFile;
import io.rackproof.simulator.replay.RackmonReplay;
import io.rackproof.simulator.replay.SnmpReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rack-simulator replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves what real equipment answered.",
      "",
      "That is an SNMP recording as it is, or the registers of an OpenBMC register map with seeded words. Both may be given. Prints a line that starts with",
      "'ready' and runs until it is stopped.",
    },
    footer = {
      "",
      "  rack-simulator replay --snmprec pdu.snmprec --port 1161 --community public",
      "  rack-simulator replay --rackmon-map orv3_rpu.json --values 7 --modbus-port 1502",
      "  rack-simulator replay --rackmon-map orv3_psu.json --values words.yaml --unit 200 --transport rtu",
      "",
      "A file of values maps addresses to words: '0x9000: [2150, 301]'.",
    })
final class ReplayCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--snmprec",
      paramLabel = "FILE",
      description = "Recording in snmpsim's format, served over SNMP v2c")
  @Nullable Path snmprec;

  @Option(names = "--port", paramLabel = "P", description = "SNMP port. Default: a free one")
  int port;

  @Option(names = "--community", paramLabel = "NAME", description = "Default: public")
  String community = "public";

  @Option(
      names = "--rackmon-map",
      paramLabel = "FILE",
      description = "Register map of OpenBMC's rackmon, served over Modbus")
  @Nullable Path rackmonMap;

  @Option(
      names = "--values",
      paramLabel = "SEED|FILE",
      description = "Seed of the words, or a file with words. Default: 7")
  String values = "7";

  @Option(
      names = "--unit",
      paramLabel = "N",
      description = "Unit id, 0 to 255. Default: the first of the map's address ranges")
  @Nullable Integer unit;

  @Option(
      names = "--modbus-port",
      paramLabel = "P",
      description = "TCP or UDP port of Modbus. Default: a free one")
  int modbusPort;

  @Option(
      names = "--transport",
      paramLabel = "T",
      description =
          "tcp, udp, rtu-over-tcp or ascii-over-tcp; rtu or ascii on a pseudo-terminal. Default: tcp")
  Transport transport = Transport.TCP;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Override
  public Integer call() throws Exception {
    if (snmprec == null && rackmonMap == null) {
      throw new Main.UserMistake(
          "nothing to replay: give --snmprec FILE, --rackmon-map FILE or both");
    }
    if (!inRange(port, 65_535) || !inRange(modbusPort, 65_535)) {
      throw new Main.UserMistake("a port is 0 (a free one) to 65535");
    }
    if (unit != null && !inRange(unit, 255)) {
      throw new Main.UserMistake("--unit: a unit id is 0 to 255, not " + unit);
    }
    List<String> ready = new ArrayList<>();
    if (snmprec != null) {
      ready.add(snmp(snmprec));
    }
    if (rackmonMap != null) {
      ready.add(modbus(rackmonMap));
    }
    out().println("ready: " + String.join(", ", ready));
    out().flush();
    Stop.await(
        () -> {
          while (!open.isEmpty()) {
            open.pop().close();
          }
        });
    return 0;
  }

  private static boolean inRange(int number, int most) {
    return number >= 0 && number <= most;
  }

  private String snmp(Path file) throws InvalidDocumentException, IOException {
    SnmpReplay replay = SnmpReplay.start(file, community, port);
    open.push(replay);
    out().println(file + ": " + replay.objects().size() + " objects");
    return "snmp " + RackFile.address(replay.address()) + " community " + community;
  }

  private String modbus(Path file) throws InvalidDocumentException, IOException {
    OptionalInt id = unit == null ? OptionalInt.empty() : OptionalInt.of(unit);
    boolean seed = values.matches("-?\\d{1,18}");
    RackmonReplay replay = RackmonReplay.seeded(file, seed ? Long.parseLong(values) : 7, id);
    if (!seed) {
      replay = replay.with(Path.of(values));
    }
    for (RackmonFile.Register register : replay.map().registers()) {
      StringBuilder words = new StringBuilder();
      for (int i = 0; i < register.length(); i++) {
        words.append(String.format(" %04x", replay.words().get(register.begin() + i)));
      }
      out()
          .printf(
              "0x%04x %-8s %s%s%n", register.begin(), register.format(), register.name(), words);
    }
    out().println(file + ": " + replay.map().name() + ", " + replay.words().size() + " registers");
    ModbusSlave slave = replay.serve(transport, modbusPort);
    open.push(slave);
    return "modbus-" + transport + " " + slave.place() + " unit " + replay.unit();
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    return spec.commandLine().getOut();
  }
}
