package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.profile.SnmpProgram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command against net-snmp's agent, which lets in who has the community or the passwords. */
class ScanSnmpdTest {

  private static final String DESCRIPTION = "sysdescr Test switch with net-snmp";
  private static final String NAME = "sysname leaf-3";

  @TempDir private Path work;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = AgentCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  /** What is written is taken by the other commands without a change. */
  private void assertUsable(Path file) {
    assertThat(run("check", "-c", file.toString())).as(err.toString()).isZero();
    out.getBuffer().setLength(0);
    // Not all that the profile has is there on a machine: that is told, by the exit status as well.
    assertThat(run("once", "-c", file.toString())).as(err.toString()).isLessThanOrEqualTo(1);
    assertThat(out.toString()).contains("switch_port_receive_bytes_total", "port=\"lo\"");
  }

  @Test
  void anAgentIsFoundByItsCommunityAndNotByAnother() throws Exception {
    Files.writeString(work.resolve("community"), "public\n");
    Path file = work.resolve("rack.yaml");
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work, DESCRIPTION, NAME)) {
      String address = "127.0.0.1:" + snmpd.port();
      assertThat(run("scan", "--snmp", address, "--community", "wrong", "--out", file.toString()))
          .isEqualTo(1);
      assertThat(err.toString()).contains("snmp " + address + ": no answer");
      assertThat(file).doesNotExist();

      assertThat(
              run(
                  "scan",
                  "--snmp",
                  address,
                  "--community",
                  "${file:community}",
                  "--timeout",
                  "30s",
                  "--out",
                  file.toString()))
          .as(err.toString())
          .isZero();
      assertThat(err.toString())
          .contains("likely generic-switch, says leaf-3: Test switch with net-snmp", "1 device;");
      assertThat(file)
          .content()
          .contains("community: \"${file:community}\"", "name: switch-1")
          .doesNotContain("public");
      assertUsable(file);
    }
  }

  /** sysServices 2 is the bit of layer 2, 72 those of hosts: transport and application. */
  @ParameterizedTest
  @CsvSource({"78, likely generic-switch", "72, no profile is known for it"})
  void whatNoProfileKnowsIsASwitchWhenItBridges(int services, String told) throws Exception {
    try (SnmpProgram snmpd =
        SnmpProgram.snmpd(work, "sysdescr Box of a maker", NAME, "sysservices " + services)) {
      String address = "127.0.0.1:" + snmpd.port();
      assertThat(run("scan", "--snmp", address, "--timeout", "30s")).as(err.toString()).isZero();
      assertThat(err.toString()).contains(told);
    }
  }

  @Test
  void anAgentIsFoundByAUserOfVersion3() throws Exception {
    Files.writeString(work.resolve("signing"), "signs what it says\n");
    Files.writeString(work.resolve("hiding"), "hides what it says\n");
    Path file = work.resolve("rack.yaml");
    String keys =
        "version: 3, user: {name: ops, authentication: {protocol: sha-256, password:"
            + " \"${file:signing}\"}, privacy: {protocol: aes-128, password: \"${file:hiding}\"}}";
    try (SnmpProgram snmpd =
        SnmpProgram.snmpd(
            work,
            DESCRIPTION,
            NAME,
            "createUser ops SHA-256 \"signs what it says\" AES \"hides what it says\"",
            "rouser ops priv")) {
      String address = "127.0.0.1:" + snmpd.port();
      assertThat(
              run(
                  "scan",
                  "--snmp",
                  address,
                  "--snmp-keys",
                  keys,
                  "--timeout",
                  "30s",
                  "--out",
                  file.toString()))
          .as(err.toString())
          .isZero();
      assertThat(file).content().contains(keys).doesNotContain("what it says");
      assertUsable(file);

      String stranger = keys.replace("name: ops", "name: nobody");
      assertThat(
              run(
                  "scan",
                  "--snmp",
                  address,
                  "--snmp-keys",
                  stranger,
                  "--out",
                  work.resolve("other.yaml").toString()))
          .isEqualTo(1);
      assertThat(err.toString()).contains("knows no user 'nobody'", "snmp.user.name");
    }
  }

  @Test
  void aSecretThatIsNotBesideTheFileIsToldBeforeAnythingIsAsked() {
    assertThat(
            run(
                "scan",
                "--snmp",
                "127.0.0.1:9",
                "--community",
                "${file:absent}",
                "--out",
                work.resolve("rack.yaml").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("the file " + work.resolve("absent") + " cannot be read");
  }

  @Test
  void aFolderThatIsNotThereIsToldBeforeAnythingIsAsked() {
    Path out = work.resolve("absent").resolve("rack.yaml");
    assertThat(run("scan", "--snmp", "127.0.0.1:9", "--out", out.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no folder " + out.getParent());
  }
}
