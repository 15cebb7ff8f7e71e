package io.rackproof.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path folder;

  private final StringWriter told = new StringWriter();
  private final Findings findings = new Findings(new PrintWriter(told, true));

  private String told() {
    String text = told.toString();
    told.getBuffer().setLength(0);
    return text;
  }

  @Test
  void warningsAreNoFaultsAndEachFaultComesWithItsMend() {
    findings.good("disk", "fine");
    findings.warn("clock", "off", "set it");
    assertThat(findings.conclude()).isTrue();
    assertThat(told())
        .isEqualTo(
            "ok     disk         fine\nWARN   clock        off\n                    → set it\n0 wrong, 1 warning.\n");
    findings.wrong("port", "taken", "free it");
    assertThat(findings.conclude()).isFalse();
    assertThat(told()).contains("→ free it").endsWith("1 wrong, 1 warning.\n");
  }

  private void clock(String says, String... moreSay) throws Exception {
    Path program = program("one", says);
    Path second = program("two", moreSay.length == 0 ? "exit 1" : moreSay[0]);
    new ClockCheck(
            folder.resolve("synchronized"),
            List.of(List.of(program.toString()), List.of(second.toString()), List.of("no-such")))
        .run(findings);
  }

  private Path program(String name, String script) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @Test
  void clockIsKeptRightWhenOneOfTheProgramsSaysSo() throws Exception {
    clock("echo yes");
    assertThat(told()).startsWith("ok ").contains("one");
    clock("echo no", "echo 'Leap status     : Normal'");
    assertThat(told()).startsWith("ok ").contains("two");
    clock("echo no");
    assertThat(told()).startsWith("WRONG ").contains("chrony");
    clock("exit 1");
    assertThat(told()).startsWith("WARN ");
    Files.createFile(folder.resolve("synchronized"));
    clock("exit 1");
    assertThat(told()).startsWith("ok ").contains("timesyncd");
  }

  @Test
  void diskIsLookedAtWhereTheFolderWillBe() throws Exception {
    DiskCheck.run(findings, folder.resolve("a/b"), 1, 2);
    assertThat(told()).contains("free").contains("does not exist yet").doesNotContain("WRONG");
    DiskCheck.run(findings, folder, 1, Long.MAX_VALUE);
    assertThat(told()).startsWith("WARN ");
    DiskCheck.run(findings, folder, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(told()).startsWith("WRONG ").contains("it needs");
    DiskCheck.run(findings, Files.createFile(folder.resolve("file")).resolve("in"), 1, 2);
    assertThat(told()).startsWith("WRONG ").contains("is no folder");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("file"));
    }
  }

  private X509Certificate certificate(KeyPair keys, Instant from, Instant until) throws Exception {
    X500Principal name = new X500Principal("CN=gen2-007");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name, BigInteger.ONE, Date.from(from), Date.from(until), name, keys.getPublic())
                .build(new JcaContentSignerBuilder(KeyPairs.SIGNATURE).build(keys.getPrivate())));
  }

  @Test
  void certificateIsToldBeforeItEndsAndAKeyThatIsNotItsOwn() throws Exception {
    CertificateCheck check = new CertificateCheck(findings, NOW);
    Path file = folder.resolve("agent.pem");
    KeyPair keys = KeyPairs.generate();
    Instant begun = NOW.minus(Duration.ofDays(80));
    for (String[] expected :
        new String[][] {
          {"90", "WARN", "expires at"}, {"120", "ok", "good until"}, {"70", "WRONG", "expired at"}
        }) {
      X509Certificate certificate =
          certificate(keys, begun, begun.plus(Duration.ofDays(Long.parseLong(expected[0]))));
      Pem.writeCertificates(file, List.of(certificate));
      assertThat(check.certificate("this agent's", file, "enrol")).contains(certificate);
      assertThat(told()).startsWith(expected[1]).contains(expected[2]);
    }
    Pem.writeCertificates(
        file, List.of(certificate(keys, NOW.plusSeconds(9), NOW.plusSeconds(999))));
    X509Certificate certificate = check.certificate("this agent's", file, "enrol").orElseThrow();
    assertThat(told()).startsWith("WRONG").contains("set the clock");
    assertThat(check.certificate("no", folder.resolve("absent.pem"), "enrol")).isEmpty();
    assertThat(told()).startsWith("WRONG").contains("no such file").contains("→ enrol");

    Path key = folder.resolve("agent.key");
    Pem.writeKey(key, keys.getPrivate());
    check.key(key, certificate);
    assertThat(told()).isEmpty();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    check.key(key, certificate);
    assertThat(told()).startsWith("WARN").contains("chmod 600");
    Pem.writeKey(key, KeyPairs.generate().getPrivate());
    check.key(key, certificate);
    assertThat(told()).startsWith("WRONG").contains("is not the key");
  }

  @Test
  void portThatAnswersIsToldFromOneThatDoesNotAndOneThatIsTakenFromAFreeOne() throws Exception {
    NetworkCheck check = new NetworkCheck(findings);
    int port;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
      assertThat(check.reach("device", "127.0.0.1", port)).isTrue();
      assertThat(told()).startsWith("ok ").contains("127.0.0.1:" + port + " answers");
      check.listen("pages", "127.0.0.1", port, "take another");
      assertThat(told()).startsWith("WRONG ").contains("→ take another");
    }
    assertThat(check.reach("device", "127.0.0.1", port)).isFalse();
    assertThat(told()).startsWith("WRONG ").contains("firewall");
    check.listen("pages", "127.0.0.1", port, "take another");
    assertThat(told()).startsWith("ok ");
    assertThat(check.reach("device", "no-such-host.invalid", 1)).isFalse();
    assertThat(told()).contains("no such host");
  }

  @Test
  void serialPortThatIsNoneIsToldAndOneThatAnotherProgramHas() throws Exception {
    SerialPortCheck check = new SerialPortCheck(findings);
    check.run(folder.resolve("ttyUSB9"), "agent");
    assertThat(told()).startsWith("WRONG ").contains("does not exist").contains("here are:");
    check.run(Files.createFile(folder.resolve("file")), "agent");
    assertThat(told()).startsWith("WRONG ").contains("is no serial port");
    // A named pipe is a special file that a test may have another program open.
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    check.run(pipe, "agent");
    assertThat(told()).startsWith("ok ").contains("may be used");
    Process other =
        new ProcessBuilder("sh", "-c", "exec 3<>" + pipe + "; echo open; exec sleep 60").start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('o');
      check.run(pipe, "agent");
      assertThat(told()).startsWith("WARN ").contains("process " + other.pid() + " (");
      check.run(pipe, "sleep");
      assertThat(told()).startsWith("ok ").contains("the agent does");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void machineTellsWhatRunsOnWhat() {
    MachineCheck.run(findings, "rackproof 9", 1);
    assertThat(told()).contains("rackproof 9 on Java ").contains("of memory");
    MachineCheck.run(findings, "rackproof 9", Long.MAX_VALUE);
    assertThat(told()).contains("WARN ");
  }
}
