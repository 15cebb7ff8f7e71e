package io.rackproof.agent.profile;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that answers SNMP on a loopback port, run in the foreground until it is closed. */
public final class SnmpProgram implements AutoCloseable {

  private final Process process;
  private final int port;

  private SnmpProgram(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where it answers. */
  public int port() {
    return port;
  }

  static Path shared(String file) {
    String shared = System.getProperty("rackproof.shared", "");
    Path path = Path.of(shared, file);
    assumeTrue(!shared.isEmpty() && Files.exists(path), "needs the shared folder with " + file);
    return path;
  }

  static boolean installed(String... places) {
    for (String place : places) {
      if (Files.isExecutable(Path.of(place))) {
        return true;
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (DatagramSocket free =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return free.getLocalPort();
    }
  }

  /** Serves recordings by snmpsim; the community is the name of the recording. */
  static SnmpProgram recordings(Path work, String... names) throws Exception {
    return recordings(work, List.of(), names);
  }

  /**
   * @param options of snmpsim, such as those of SNMP v3 users; for these the context is the name of
   *     the recording
   */
  static SnmpProgram recordings(Path work, List<String> options, String... names) throws Exception {
    return recordings(work, shared("devices/snmp"), options, names);
  }

  /**
   * @param folder of the recordings
   */
  static SnmpProgram recordings(Path work, Path folder, List<String> options, String... names)
      throws Exception {
    assumeTrue(installed("/usr/bin/snmpsimd"), "needs the Debian package 'snmpsim'");
    Path data = open(work.resolve("data"));
    Path cache = open(work.resolve("cache"));
    for (String name : names) {
      Files.copy(folder.resolve(name + ".snmprec"), data.resolve(name + ".snmprec"));
    }
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/snmpsimd",
                "--data-dir=" + data,
                "--cache-dir=" + cache,
                "--agent-udpv4-endpoint=127.0.0.1:" + port));
    if (System.getProperty("user.name", "").equals("root")) {
      command.add("--process-user=nobody");
      command.add("--process-group=nogroup");
    }
    command.addAll(options);
    return start(new ProcessBuilder(command), port, "Listening at UDP/IPv4 endpoint");
  }

  /** Runs net-snmp's agent with a configuration of its own. */
  public static SnmpProgram snmpd(Path work, String... lines) throws Exception {
    return snmpd(freePort(), work, lines);
  }

  /**
   * Runs it on a port; a folder in which it ran before makes it the same engine, started again.
   *
   * @param lines of its configuration, beside the community
   */
  public static SnmpProgram snmpd(int port, Path work, String... lines) throws Exception {
    assumeTrue(installed("/usr/sbin/snmpd"), "needs the Debian package 'snmpd'");
    Path configuration = work.resolve("snmpd.conf");
    Files.writeString(
        configuration,
        "agentaddress udp:127.0.0.1:"
            + port
            + "\nrocommunity public 127.0.0.1\n"
            + String.join("\n", lines)
            + "\n");
    ProcessBuilder builder =
        new ProcessBuilder("/usr/sbin/snmpd", "-f", "-Lo", "-C", "-c", configuration.toString());
    builder.environment().put("SNMP_PERSISTENT_DIR", work.toString());
    builder.environment().put("MIBS", "");
    return start(builder, port, "NET-SNMP version");
  }

  /** The user that snmpsim runs as must get at the folder and its parents. */
  private static Path open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path parent = folder.getParent();
    if (parent != null) {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return folder;
  }

  private static SnmpProgram start(ProcessBuilder builder, int port, String ready)
      throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    CompletableFuture<String> started = new CompletableFuture<>();
    Thread reader = new Thread(() -> drain(process, ready, started), "snmp-program-output");
    reader.setDaemon(true);
    reader.start();
    try {
      started.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroy();
      throw e;
    }
    return new SnmpProgram(process, port);
  }

  private static void drain(Process process, String ready, CompletableFuture<String> started) {
    StringBuilder seen = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen.append(line).append('\n');
        if (line.contains(ready)) {
          started.complete(line);
        }
      }
    } catch (IOException e) {
      seen.append(e);
    }
    started.completeExceptionally(new IOException("ended without '" + ready + "':\n" + seen));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
