package io.rackproof.agent;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.service.ServiceManager;
import io.rackproof.service.Watchdog;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rackproof-agent run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Polls the devices and streams every sample to the collector, until SIGTERM or Ctrl-C.",
      "Samples wait in the spool while the collector is away. At the end, what was read is written"
          + " to the spool, and the collector gets up to 5 s to take it.",
      "SIGHUP reads rack.yaml and its profiles again: devices that have not changed go on as they"
          + " are; a file that cannot be used changes nothing, and the log says why."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent run -c rack.yaml",
      "  curl http://127.0.0.1:9101/metrics         the agent's own metrics, while it runs",
      "  pkill -HUP -f 'AgentCommand run'           takes a changed rack.yaml; or systemctl reload",
      "",
      "Writes one line on stderr for each event, such as a device that is lost or back.",
      "",
      "Exit status: 1 when it cannot start, 2 for a mistake in an option or a file."
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private RackOption rack = new RackOption();

  RunCommand() {}

  RunCommand(RackOption rack) {
    this.rack = rack;
  }

  @Override
  public Integer call() throws InvalidDocumentException, UnusableException, InterruptedException {
    Thread library = new Thread(SqliteSpool::loadLibrary, "library of the spool");
    library.setDaemon(true);
    library.start();
    RackConfig config = rack.read();
    Optional<UplinkConfig> collector = config.collector();
    if (collector.isEmpty()) {
      throw new UnusableException(
          2,
          rack.file
              + ": the key 'collector' is missing: 'run' sends samples to it ('once' only prints"
              + " them)",
          null);
    }
    Ticker ticker = systemTicker();
    ServiceManager manager =
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid(), ticker.nanos());
    Reloads reloads = new Reloads(rack, ticker.wall());
    CompletableFuture<Agent> started = new CompletableFuture<>();
    CompletableFuture<Runnable> reload = new CompletableFuture<>();
    // From the beginning on: a signal that comes early must not end the process.
    Runnable handleHangup =
        () ->
            Hangup.onSignal(
                () -> {
                  var unused = reload.thenAccept(Runnable::run);
                });
    handleHangup.run();
    SerialLibrary serial =
        new SerialLibrary(
            new Thread(
                () -> {
                  var unused = started.thenAccept(Agent::close);
                },
                "stop before ports"),
            handleHangup);
    serial.loadFor(config);
    Agent agent = Agent.start(config, collector.get(), ticker, reloads);
    started.complete(agent);
    Watchdog watchdog = new Watchdog(manager, agent.vitalParts(), agent::status);
    manager.ready(agent.status());
    watchdog.start();
    reload.complete(
        () -> {
          manager.reloading();
          reloads.reload(
              next -> {
                serial.loadFor(next);
                return agent.reload(next);
              });
          manager.ready(agent.status());
        });
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("Stopping");
                  manager.stopping("Writes what was read and gives the collector time to take it");
                  watchdog.close();
                  agent.close();
                  closed.countDown();
                },
                "stop"));
    // Until a signal: the hook above ends the agent, and the process ends after it.
    closed.await();
    return 0;
  }

  /** The time of this machine. */
  static Ticker systemTicker() {
    return new Ticker(Clock.systemUTC(), System::nanoTime);
  }
}
