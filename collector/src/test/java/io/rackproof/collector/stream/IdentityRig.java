package io.rackproof.collector.stream;

import io.rackproof.agent.identity.Enrolment;
import io.rackproof.agent.identity.IdentityFiles;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.agent.uplink.UplinkTiming;
import io.rackproof.collector.identity.AgentRegister;
import io.rackproof.collector.identity.Identities;
import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.ingest.IngestServer;
import io.rackproof.collector.ingest.IngestTiming;
import io.rackproof.collector.ingest.MemorySink;
import io.rackproof.identity.EnrolmentToken;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A collector with an authority of its own, and agents that enrol there: both as they are. */
final class IdentityRig implements AutoCloseable {

  static final Duration LIFE = Duration.ofHours(1);

  private static final UplinkTiming QUICK =
      new UplinkTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  final Path directory;

  /** Java's TLS looks at the machine's clock: certificates are good by both. */
  final SetClock clock = new SetClock(Clock.systemUTC().instant().minus(Duration.ofMinutes(45)));

  final MemorySink sink = new MemorySink();
  private final Deque<Closeable> open = new ArrayDeque<>();
  private Identities identities;
  private IngestServer server;
  private int port;

  IdentityRig(Path directory) throws IOException {
    this.directory = directory;
    start();
  }

  private void start() throws IOException {
    identities =
        Identities.start(
            new IdentityConfig(directory.resolve("identity"), List.of("127.0.0.1"), LIFE), clock);
    server =
        IngestServer.start(
            new IngestConfig("127.0.0.1", port, Optional.empty(), 8),
            IngestTiming.DEFAULT,
            sink,
            clock,
            identities);
    port = server.port();
  }

  void restartCollector() throws IOException {
    server.close();
    identities.close();
    start();
  }

  IngestServer server() {
    return server;
  }

  Identities identities() {
    return identities;
  }

  /** As a command does it: another view of the same register. */
  AgentRegister register() throws IOException {
    AgentRegister register = AgentRegister.open(directory.resolve("identity"), clock);
    open.push(register::close);
    return register;
  }

  EnrolmentToken token(String... racks) throws IOException {
    return register().createToken(racks[0], Set.of(racks), Duration.ofHours(1));
  }

  IdentityFiles files(String agent) throws IOException {
    Path own = Files.createDirectories(directory.resolve(agent));
    return new IdentityFiles(
        own.resolve("agent.pem"), own.resolve("agent.key"), own.resolve("authority.pem"));
  }

  Enrolment enrolment(String agent) throws IOException {
    return new Enrolment(files(agent), clock);
  }

  X509Certificate enrol(String agent, EnrolmentToken token) throws IOException {
    return enrolment(agent).enrol("127.0.0.1", server.port(), token, "test");
  }

  Uplink uplink(String agent, String rack, SqliteSpool spool) throws IOException {
    IdentityFiles files = files(agent);
    Uplink uplink =
        Uplink.start(
            new UplinkConfig(
                "127.0.0.1",
                server.port(),
                Optional.of(
                    new UplinkConfig.Tls(files.certificate(), files.key(), files.authority()))),
            RackIdentity.of(rack),
            spool,
            clock,
            QUICK);
    open.push(uplink::close);
    return uplink;
  }

  SqliteSpool spool(String agent) throws IOException {
    SqliteSpool spool =
        SqliteSpool.open(SpoolConfig.in(directory.resolve(agent + "-spool")), clock);
    open.push(spool::close);
    return spool;
  }

  static void put(SqliteSpool spool, String rack, int number) {
    spool.put(
        List.of(
            Sample.good(
                Series.of("cdu_leak_detected", Map.of("rack", rack)),
                Instant.EPOCH.plusSeconds(number).toEpochMilli(),
                number)));
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    server.close();
    identities.close();
  }
}
