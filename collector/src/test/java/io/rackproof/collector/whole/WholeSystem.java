package io.rackproof.collector.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Simulated rack, agent and collector as processes in one directory. Ports are chosen before the
 * start and stay the same, so that a killed program comes back at its address.
 */
final class WholeSystem implements AutoCloseable {

  static final String RACK = "gen2-007";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final int ingestPort = freePort();
  private final int webPort = freePort();
  private final int agentMetricsPort = freePort();
  private final @Nullable Program simulator;
  private Program collector;
  private @Nullable Program agent;
  private int starts;

  /** A collector alone, over the data that the directory holds already. */
  static WholeSystem collectorOnly(Path directory) throws IOException, InterruptedException {
    return new WholeSystem(directory);
  }

  /**
   * An agent and a collector, over devices that the test serves.
   *
   * @param devices of {@code rack.yaml}, one a line
   */
  static WholeSystem polling(Path directory, String devices)
      throws IOException, InterruptedException {
    WholeSystem system = new WholeSystem(directory);
    Files.writeString(
        directory.resolve("rack.yaml"),
        """
        rack: {id: %s}
        collector: {address: "127.0.0.1:%d", plain: true}
        metrics: {listen: none}
        defaults: {interval: 1s, timeout: 1s}
        devices:
        %s"""
            .formatted(RACK, system.ingestPort, devices));
    try {
      system.agent = system.startAgent();
    } catch (IOException | RuntimeException e) {
      system.close();
      throw e;
    }
    return system;
  }

  private WholeSystem(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    simulator = null;
    writeCollectorFile();
    collector = startCollector();
  }

  WholeSystem(Path directory, String scenario, String duration)
      throws IOException, InterruptedException {
    this.directory = directory;
    writeCollectorFile();
    collector = startCollector();
    simulator =
        start(
            "simulator",
            Program.SIMULATOR,
            "run",
            "--scenario",
            scenario,
            "--duration",
            duration,
            "--rack-file",
            "rack.yaml",
            "--collector",
            "127.0.0.1:" + ingestPort);
    simulator.await(line -> line.startsWith("ready"));
    Path rack = directory.resolve("rack.yaml");
    Files.writeString(
        rack,
        Files.readString(rack) + "metrics: {listen: \"127.0.0.1:" + agentMetricsPort + "\"}\n");
    agent = startAgent();
  }

  private void writeCollectorFile() throws IOException {
    Files.writeString(
        directory.resolve("collector.yaml"),
        """
        ingest: {listen: "127.0.0.1:%d", plain: true}
        data: {directory: data, seal-after: 5s}
        web: {listen: "127.0.0.1:%d"}
        """
            .formatted(ingestPort, webPort));
  }

  private Program start(String name, Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return Program.start(directory, directory.resolve(name + "-" + starts++ + ".log"), command);
  }

  private Program startCollector() throws IOException, InterruptedException {
    Program started =
        start(
            "collector",
            Program.COLLECTOR,
            "serve",
            "-c",
            "collector.yaml",
            "--ports-file",
            "ports");
    started.await(line -> line.startsWith("agents "));
    return started;
  }

  private Program startAgent() throws IOException {
    return start("agent", Program.AGENT, "run", "-c", "rack.yaml");
  }

  void killAndRestartAgent() throws IOException, InterruptedException {
    theAgent().kill();
    agent = startAgent();
  }

  void killAndRestartCollector() throws IOException, InterruptedException {
    collector.kill();
    collector = startCollector();
  }

  /** SIGTERM: the agent flushes what it has read. */
  void stopAgent() {
    theAgent().close();
  }

  private Program theAgent() {
    return Objects.requireNonNull(agent, "this system has no agent");
  }

  void stopCollector() {
    collector.close();
  }

  String server() {
    return "http://127.0.0.1:" + webPort;
  }

  String webAddress() {
    return "127.0.0.1:" + webPort;
  }

  String agentMetricsAddress() {
    return "127.0.0.1:" + agentMetricsPort;
  }

  void startCollectorAgain() throws IOException, InterruptedException {
    collector = startCollector();
  }

  /** Runs a command of {@code rackproof} against this collector and gives what it printed. */
  String rackproof(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server()));
    return onThisMachine(all.toArray(String[]::new));
  }

  /** Runs a command that works on files, in this directory. */
  String onThisMachine(String... arguments) throws IOException, InterruptedException {
    Program program = start("rackproof", Program.COLLECTOR, arguments);
    int status = program.exitStatus(120);
    if (status != 0) {
      throw new AssertionError(
          String.join(" ", arguments) + " ended with " + status + ":\n" + program.output());
    }
    return program.output().strip();
  }

  /** GET of a path of the collector. */
  String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(server() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " gave " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get(path));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    if (simulator != null) {
      simulator.close();
    }
    collector.close();
  }
}
