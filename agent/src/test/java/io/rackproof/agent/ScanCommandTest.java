package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.Twin;
import io.rackproof.simulator.model.Script;
import io.rackproof.simulator.model.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against the simulated rack. */
class ScanCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private @Nullable Twin twin;

  @BeforeEach
  void start() throws IOException {
    twin = Twin.start(new Script(Trace.of(130_000, List.of()), List.of(), 7), () -> 100);
  }

  @AfterEach
  void stop() {
    if (twin != null) {
      twin.close();
    }
  }

  private Twin twin() {
    if (twin == null) {
      throw new IllegalStateException("no rack");
    }
    return twin;
  }

  private int run(String... arguments) {
    CommandLine command = AgentCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Test
  void unitsAndAgentsAreFoundWithTheirProfileAndTheFileCanBeUsed() throws Exception {
    Path file = directory.resolve("rack.yaml");
    int status =
        run(
            "scan",
            "--serial",
            twin().line("shelves-a"),
            "--baud",
            "115200",
            "--parity",
            "even",
            "--units",
            "12,143-146",
            "--modbus",
            twin().cdu(),
            "--snmp",
            text(twin().snmp("pdu-a")),
            "--snmp",
            text(twin().snmp("switch-1")),
            "--timeout",
            "2s",
            "--out",
            file.toString());
    assertThat(status).as(err.toString()).isZero();
    assertThat(err.toString())
        .contains(
            " unit 144: likely ocp-orv3-hpr-psu, says Rackproof Simulated HPR PSU 1.0 TWIN-PSU-5500")
        .contains(" unit 12: likely ocp-orv3-rpu, says Rackproof Simulated RPU 1.0 TWIN-RPU-130")
        .contains("likely apc-rpdu2, says pdu-a")
        .contains("likely generic-switch, says switch-1");
    RackConfig config = RackFile.read(file, new Profiles(Catalogue.load()));
    assertThat(config.devices())
        .extracting(DeviceConfig::role)
        .contains("power-shelf", "cdu", "pdu", "switch");
    assertThat(run("check", "-c", file.toString())).as(err.toString()).isZero();
    out.getBuffer().setLength(0);
    assertThat(run("once", "-c", file.toString(), "--device", "cdu-1")).isZero();
    assertThat(out.toString()).contains("cdu_coolant_flow_liters_per_minute");

    // What is there is not written over unless that is asked for.
    assertThat(run("scan", "--modbus", twin().cdu(), "--units", "12", "--out", file.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("is there already: give another --out, or --force");
    assertThat(
            run(
                "scan",
                "--modbus",
                twin().cdu(),
                "--units",
                "12",
                "--out",
                file.toString(),
                "--force"))
        .isZero();
    assertThat(RackFile.read(file, new Profiles(Catalogue.load())).devices()).hasSize(1);
  }

  @Test
  void nothingThereIsStatusOneAndTold() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(run("scan", "--modbus", "127.0.0.1:" + port, "--serial", "/dev/rackproof-absent"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("/dev/rackproof-absent: ")
        .contains("127.0.0.1:" + port + ": ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void mistakesInOptionsAreToldWithWhatIsExpected() {
    assertThat(run("scan")).isEqualTo(2);
    assertThat(run("scan", "--modbus", "a", "--units", "1-300")).isEqualTo(2);
    assertThat(run("scan", "--snmp", "192.0.2.0/8")).isEqualTo(2);
    assertThat(run("scan", "--snmp", "192.0.2.1", "--snmp-keys", "comunity: x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("give at least one of --serial, --modbus and --snmp")
        .contains("'1-300' is not within 0-255")
        .contains("has a prefix of /20 to /32")
        .contains("Did you mean 'community'?");
  }

  @Test
  void networksAndNumbersAreWrittenAsPeopleDo() {
    assertThat(Network.hosts("192.0.2.7")).containsExactly("192.0.2.7");
    assertThat(Network.hosts("192.0.2.129/30")).containsExactly("192.0.2.129", "192.0.2.130");
    assertThat(Network.hosts("10.0.0.0/24")).hasSize(254).contains("10.0.0.1", "10.0.0.254");
    assertThat(Network.hosts("192.0.2.4/31")).containsExactly("192.0.2.4", "192.0.2.5");
    assertThatThrownBy(() -> Network.hosts("192.0.2.300/24")).hasMessageContaining("300 > 255");
    assertThat(Numbers.parse("3, 1-2,2", 1, 9)).containsExactly(1, 2, 3);
  }
}
