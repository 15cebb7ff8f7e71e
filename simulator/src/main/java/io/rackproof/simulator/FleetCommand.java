package io.rackproof.simulator;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.rackproof.simulator.fleet.Fleet;
import io.rackproof.simulator.fleet.FleetConfig;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rack-simulator fleet}. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends what many agents would to a collector, over the real protocol.",
      "",
      "Numbered batches, each rack on its own connection, kept in memory until acknowledged and sent again after a",
      "disconnection. Prints a summary every 10 s and at the end, for each rack, up to which batch",
      "the collector has acknowledged: what is stored can be counted against it.",
    },
    footer = {
      "",
      "  rack-simulator fleet --racks 100 --points 500 --rate 1 --collector 127.0.0.1:7443",
      "  rack-simulator fleet --racks 20 --collector collector.example:7443 --duration 10m \\",
      "    --certificate fleet.pem --key fleet.key --authority ca.pem",
      "",
      "With TLS one certificate serves all racks: it names each of them (fleet-1, fleet-2, ...) as a DNS",
      "name. An agent makes no more while 200 of its batches wait (held_back). After the duration",
      "it waits up to 60 s for what is not acknowledged. Exit status: 0 when all is acknowledged,",
      "1 when not.",
    })
final class FleetCommand implements Callable<Integer> {

  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final int SUMMARY_SECONDS = 10;

  @Option(names = "--racks", paramLabel = "N", description = "Agents, 1 to 10000. Default: 10")
  int racks = 10;

  @Option(names = "--points", paramLabel = "P", description = "Samples a batch. Default: 500")
  int points = 500;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Batches a second of each agent. Default: 1")
  double rate = 1;

  @Option(
      names = "--collector",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where to")
  String collector = "";

  @Option(names = "--certificate", paramLabel = "PEM", description = "Certificate of the racks")
  @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "Its private key, PKCS#8")
  @Nullable Path key;

  @Option(names = "--authority", paramLabel = "PEM", description = "Who signed the collector's")
  @Nullable Path authority;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "Such as 90s, 10m or 2h. Default: until it is stopped")
  @Nullable String duration;

  @Option(names = "--seed", paramLabel = "S", description = "Of values and moments. Default: 1")
  long seed = 1;

  @Override
  public Integer call() throws Exception {
    FleetConfig config = config();
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopped.countDown();
                  try {
                    ended.await(DRAIN.toSeconds() + 5, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
    try (Fleet fleet = Fleet.start(config, Clock.systemUTC(), System::nanoTime)) {
      long begun = System.nanoTime();
      long length = duration == null ? Long.MAX_VALUE : nanos(duration);
      boolean going = true;
      while (going) {
        long left = length - (System.nanoTime() - begun);
        long wait = Math.min(left, TimeUnit.SECONDS.toNanos(SUMMARY_SECONDS));
        going = wait > 0 && !stopped.await(wait, TimeUnit.NANOSECONDS);
        System.out.println(fleet.summary());
      }
      fleet.stopMaking();
      long deadline = System.nanoTime() + DRAIN.toNanos();
      CountDownLatch never = new CountDownLatch(1);
      while (!fleet.isAcknowledged() && System.nanoTime() < deadline) {
        boolean unused = never.await(50, TimeUnit.MILLISECONDS);
      }
      fleet.statement().forEach(System.out::println);
      System.out.println(fleet.summary());
      return fleet.isAcknowledged() ? 0 : 1;
    } finally {
      ended.countDown();
    }
  }

  private static long nanos(String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT)).toNanos();
    } catch (java.time.format.DateTimeParseException e) {
      throw new Main.UserMistake("--duration " + text + ": write a time such as 90s, 10m or 2h");
    }
  }

  private FleetConfig config() throws Exception {
    int colon = collector.lastIndexOf(':');
    int port;
    try {
      port = Integer.parseInt(collector.substring(colon + 1));
    } catch (NumberFormatException e) {
      port = 0;
    }
    if (colon < 1 || port < 1 || port > 65_535) {
      throw new Main.UserMistake("--collector " + collector + ": write HOST:PORT");
    }
    String host = collector.substring(0, colon).replaceAll("^\\[|]$", "");
    try {
      return new FleetConfig(host, port, racks, points, rate, seed, tls(host));
    } catch (IllegalArgumentException e) {
      throw new Main.UserMistake(String.valueOf(e.getMessage()));
    }
  }

  private Optional<SslContext> tls(String host) throws Exception {
    if (certificate == null && key == null && authority == null) {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new Main.UserMistake(
            "a collector on another machine needs TLS: give --certificate, --key and --authority");
      }
      return Optional.empty();
    }
    if (certificate == null || key == null || authority == null) {
      throw new Main.UserMistake("--certificate, --key and --authority go together");
    }
    for (Path file : new Path[] {certificate, key, authority}) {
      if (!Files.isReadable(file)) {
        throw new Main.UserMistake(file + ": no such file, or not readable");
      }
    }
    return Optional.of(
        SslContextBuilder.forClient()
            .protocols("TLSv1.3")
            .keyManager(certificate.toFile(), key.toFile())
            .trustManager(authority.toFile())
            .endpointIdentificationAlgorithm("HTTPS")
            .build());
  }
}
