package io.rackproof.collector.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.agent.uplink.UplinkTiming;
import io.rackproof.collector.ingest.Await;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.ingest.IngestServer;
import io.rackproof.collector.ingest.MemorySink;
import io.rackproof.collector.stream.Certificates.Issued;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsStreamTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final MemorySink sink = new MemorySink();
  private Certificates authority;
  private SqliteSpool spool;
  private IngestServer server;

  @BeforeEach
  void start() throws Exception {
    authority = new Certificates(directory, "authority");
    Issued collector = authority.issue("collector.example");
    server =
        IngestServer.start(
            new IngestConfig(
                "127.0.0.1",
                0,
                Optional.of(
                    new IngestConfig.Tls(
                        collector.certificate(), collector.key(), authority.authority)),
                8),
            sink,
            Clock.systemUTC());
    spool = SqliteSpool.open(SpoolConfig.in(directory.resolve("spool")), Clock.systemUTC());
    spool.put(
        List.of(Sample.good(Series.of("cdu_leak_detected", Map.of("rack", "gen2-007")), 1, 0)));
  }

  @AfterEach
  void stop() {
    server.close();
    spool.close();
  }

  private Uplink uplink(Issued agent, Path trusts) throws IOException {
    UplinkTiming quick =
        new UplinkTiming(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofMillis(100));
    return Uplink.start(
        new UplinkConfig(
            "127.0.0.1",
            server.port(),
            Optional.of(new UplinkConfig.Tls(agent.certificate(), agent.key(), trusts))),
        RackIdentity.of("gen2-007"),
        spool,
        Clock.systemUTC(),
        quick);
  }

  private static void assertRefused(Uplink uplink, String why) throws InterruptedException {
    Await.until("the refusal says '" + why + "'", () -> uplink.status().lastError().contains(why));
    assertThat(uplink.status().connections()).isZero();
  }

  @Test
  void commonNameOfTheRackIsEnough() throws Exception {
    try (Uplink uplink = uplink(authority.issue("gen2-007"), authority.authority)) {
      assertThat(uplink.drain(LONG)).isTrue();
    }
    assertThat(sink.sequences()).containsExactly(1L);
  }

  @Test
  void dnsNameOfTheRackIsEnough() throws Exception {
    try (Uplink uplink = uplink(authority.issue("somebody", "gen2-007"), authority.authority)) {
      assertThat(uplink.drain(LONG)).isTrue();
    }
    assertThat(sink.sequences()).containsExactly(1L);
  }

  @Test
  void certificateOfAnotherRackIsRefused() throws Exception {
    try (Uplink uplink = uplink(authority.issue("gen2-008", "*"), authority.authority)) {
      assertRefused(uplink, "the certificate is for [gen2-008, *], not for rack 'gen2-007'");
    }
    assertThat(sink.deliveries()).isEmpty();
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() throws Exception {
    Certificates other = new Certificates(directory, "other");
    try (Uplink uplink = uplink(other.issue("gen2-007"), authority.authority)) {
      Await.until("it is refused", () -> server.status().refusals() > 0);
      assertThat(uplink.status().connections()).isZero();
    }
    assertThat(sink.greeted()).isEmpty();
  }

  @Test
  void collectorThatTheAgentDoesNotTrustGetsNothing() throws Exception {
    Certificates other = new Certificates(directory, "other");
    try (Uplink uplink = uplink(authority.issue("gen2-007"), other.authority)) {
      assertRefused(uplink, "TLS");
    }
    assertThat(sink.greeted()).isEmpty();
  }

  @Test
  void clientWithoutACertificateIsRefused() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLSv1.3");
    trusting.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                if (socket.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
    }
    Await.until("it is counted", () -> server.status().refusals() == 1);
    assertThat(sink.greeted()).isEmpty();
    commonNameOfTheRackIsEnough();
  }

  @Test
  void plainClientIsDisconnectedAndOthersGoOn() throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      plain.getOutputStream().write(new byte[] {0, 0, 0, 5, 10, 3, 8, 1, 16});
      plain.getOutputStream().flush();
      plain.setSoTimeout(60_000);
      // An alert in plain text may come before the end.
      while (plain.getInputStream().read() >= 0) {
        assertThat(sink.greeted()).isEmpty();
      }
    }
    commonNameOfTheRackIsEnough();
  }

  @Test
  void olderTlsIsRefused() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLSv1.2");
    trusting.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void missingCertificateIsNamedAtTheStart() {
    Issued absent = new Issued(directory.resolve("absent.pem"), directory.resolve("absent.key"));
    assertThatThrownBy(() -> uplink(absent, authority.authority))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.pem");
    assertThatThrownBy(
            () ->
                IngestServer.start(
                    new IngestConfig(
                        "127.0.0.1",
                        0,
                        Optional.of(
                            new IngestConfig.Tls(
                                absent.certificate(), absent.key(), authority.authority)),
                        8),
                    sink,
                    Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.pem");
  }

  @Test
  void fileThatIsNoKeyIsNamedAtTheStart() throws Exception {
    Issued agent = authority.issue("gen2-007");
    Issued mixedUp = new Issued(agent.certificate(), agent.certificate());
    assertThatThrownBy(() -> uplink(mixedUp, authority.authority))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PKCS#8");
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
