package io.rackproof.collector;

import io.rackproof.service.ServiceManager;
import io.rackproof.service.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rackproof serve}: runs the collector until SIGTERM or SIGINT. */
@Command(
    name = "serve",
    description = "Runs the collector: agents, store, judging, pages.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "configuration, collector.yaml")
  Path config = Path.of("collector.yaml");

  @Option(
      names = "--ports-file",
      paramLabel = "FILE",
      description = "where to write the addresses listened on, once both are: ingest=, web=")
  @Nullable Path portsFile;

  @Override
  public Integer call() throws Exception {
    CollectorConfig parsed = CollectorFile.read(config);
    Collector collector;
    try {
      collector = Collector.start(parsed);
    } catch (IOException e) {
      throw new UserException(Main.FAULT, String.valueOf(e.getMessage()));
    }
    ServiceManager manager =
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid(), System::nanoTime);
    Watchdog watchdog = new Watchdog(manager, collector.vitalParts(), collector::status);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  manager.stopping("Stores what has come, then closes the store");
                  watchdog.close();
                  collector.close();
                  stopped.countDown();
                },
                "stop"));
    System.err.println(
        "agents "
            + collector.ingestAddress()
            + ", pages "
            + (parsed.web().tls().isPresent() ? "https://" : "http://")
            + collector.webAddress()
            + "/");
    if (portsFile != null) {
      writePorts(portsFile, collector);
    }
    manager.ready(collector.status());
    watchdog.start();
    stopped.await();
    return 0;
  }

  /** The file appears whole: whoever waits for it never reads half of it. */
  private static void writePorts(Path file, Collector collector) throws IOException {
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
    Path temporary = Files.createTempFile(directory, file.getFileName().toString(), ".new");
    Files.writeString(
        temporary,
        "ingest=" + collector.ingestAddress() + "\nweb=" + collector.webAddress() + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
