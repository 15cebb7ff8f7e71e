package io.rackproof.collector.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.identity.Pem;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityStreamTest {

  private static final String RACK = "gen2-007";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private IdentityRig rig;
  private X509Certificate certificate;
  private SqliteSpool spool;
  private Uplink uplink;

  @BeforeEach
  void start() throws Exception {
    rig = new IdentityRig(directory);
    certificate = rig.enrol("a", rig.token(RACK));
    spool = rig.spool("a");
    uplink = rig.uplink("a", RACK, spool);
    send(1);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void send(int number) throws InterruptedException {
    IdentityRig.put(spool, RACK, number);
    assertThat(uplink.drain(LONG)).isTrue();
  }

  @Test
  void revocationCutsALiveConnectionAndOutlivesARestart() throws Exception {
    assertThat(uplink.status().connected()).isTrue();
    assertThat(rig.register().revoke(RACK, "the rack went back")).isEqualTo(1);
    Awaited.until(
        "the agent is told why",
        () ->
            !uplink.status().connected()
                && uplink.status().lastError().contains("the rack went back"));
    IdentityRig.put(spool, RACK, 2);
    rig.restartCollector();
    long refused = rig.server().status().refusals();
    Awaited.until("it is refused again", () -> rig.server().status().refusals() > refused);
    assertThat(rig.sink.sequences()).containsExactly(1L);
    assertThat(spool.status().batches()).isEqualTo(1);
    // Let in again, under the same name, nothing of it is lost.
    rig.enrol("a", rig.token(RACK));
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(rig.sink.sequences()).containsExactly(1L, 2L);
  }

  @Test
  void renewalDuringStreamingLosesNothing() throws Exception {
    long connections = uplink.status().connections();
    rig.clock.pass(Duration.ofMinutes(42));
    for (int i = 2; i <= 50; i++) {
      IdentityRig.put(spool, RACK, i);
    }
    assertThat(uplink.drain(LONG)).isTrue();
    Awaited.until(
        "a later certificate is on disk",
        () ->
            uplink.certificateExpiryMillis().orElse(0)
                > certificate.getNotAfter().toInstant().toEpochMilli());
    X509Certificate renewed = rig.files("a").read().certificate();
    assertThat(renewed.getNotAfter().toInstant().toEpochMilli())
        .isEqualTo(uplink.certificateExpiryMillis().orElse(0));
    send(51);
    // Beyond the end of the first certificate the connection goes on, and a new one is let in.
    rig.clock.pass(Duration.ofMinutes(19));
    send(52);
    assertThat(uplink.status().connections()).isEqualTo(connections);
    assertThat(rig.sink.sequences()).isEqualTo(LongStream.rangeClosed(1, 52).boxed().toList());
    rig.clock.pass(Duration.ofMinutes(-17));
    rig.restartCollector();
    send(53);
    assertThat(uplink.status().connections()).isEqualTo(connections + 1);
    assertThat(rig.register().certificates()).hasSize(2);
  }

  @Test
  void certificateThatExpiresEndsTheConnectionAndSaysWhatToDo() throws Exception {
    rig.clock.pass(Duration.ofMinutes(61));
    IdentityRig.put(spool, RACK, 2);
    Awaited.until(
        "the agent says what to do",
        () ->
            uplink.status().lastError().contains("this agent's certificate expired at")
                && uplink.status().lastError().contains("rackproof-agent enroll"));
    assertThat(rig.sink.sequences()).containsExactly(1L);
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void renewalThatCannotBeWrittenLeavesTheCertificateOfBefore() throws Exception {
    Path own = rig.files("a").certificate();
    // Nobody can write over a directory, root included.
    java.nio.file.Files.delete(own);
    java.nio.file.Files.createDirectories(own.resolve("in-the-way"));
    rig.clock.pass(Duration.ofMinutes(42));
    send(2);
    Awaited.until("it was issued", () -> certificatesIssued() == 2);
    send(3);
    assertThat(uplink.certificateExpiryMillis())
        .hasValue(certificate.getNotAfter().toInstant().toEpochMilli());
    assertThat(uplink.status().connected()).isTrue();
    // Once it can be written, it is, on the same connection.
    java.nio.file.Files.delete(own.resolve("in-the-way"));
    java.nio.file.Files.delete(own);
    rig.clock.pass(Duration.ofMinutes(2));
    send(4);
    Awaited.until(
        "it is written",
        () ->
            uplink.certificateExpiryMillis().orElse(0)
                > certificate.getNotAfter().toInstant().toEpochMilli());
    assertThat(rig.files("a").read().certificate()).isNotEqualTo(certificate);
    assertThat(uplink.status().reconnects()).isZero();
  }

  private int certificatesIssued() {
    try {
      return rig.register().certificates().size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void collectorRenewsItsOwnCertificateWithoutARestart() throws Exception {
    X509Certificate first = rig.identities().credentials().chain().get(0);
    long connections = uplink.status().connections();
    rig.clock.pass(Duration.ofMinutes(41));
    Awaited.until(
        "the collector has another certificate",
        () -> !rig.identities().credentials().chain().get(0).equals(first));
    send(2);
    assertThat(uplink.status().connections()).isEqualTo(connections);
    try (SSLSocket socket = connect("TLSv1.3", WireProtocol.ENROLMENT_SERVER_NAME)) {
      socket.startHandshake();
      assertThat(socket.getSession().getPeerCertificates()[0])
          .isEqualTo(rig.identities().credentials().chain().get(0));
    }
  }

  @Test
  void olderTlsIsRefusedForAgentsAndForEnrolment() throws Exception {
    for (String name : List.of("collector.example", WireProtocol.ENROLMENT_SERVER_NAME)) {
      try (SSLSocket socket = connect("TLSv1.2", name)) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
    send(2);
  }

  @Test
  void whoeverHasNoCertificateIsRefused() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3", "collector.example")) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                if (socket.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
    }
    Awaited.until("it is counted", () -> rig.server().status().refusals() == 1);
  }

  @Test
  void doorOfEnrolmentLeadsToNoSamples() throws Exception {
    int greeted = rig.sink.greeted().size();
    try (SSLSocket socket = connect("TLSv1.3", WireProtocol.ENROLMENT_SERVER_NAME)) {
      byte[] hello =
          Frame.newBuilder()
              .setHello(Hello.newBuilder().setLowestVersion(1).setHighestVersion(1).setEpoch("e"))
              .build()
              .toByteArray();
      socket
          .getOutputStream()
          .write(ByteBuffer.allocate(4 + hello.length).putInt(hello.length).put(hello).array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = in.readNBytes(in.readInt());
      assertThat(Frame.parseFrom(answer).getIssuedCertificate().getRefusal())
          .contains("a token is asked for here");
      assertThat(in.read()).isNegative();
    }
    assertThat(rig.sink.greeted()).hasSize(greeted);
  }

  @Test
  void frameThatIsLongerThanAnyRequestEndsTheConnection() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3", WireProtocol.ENROLMENT_SERVER_NAME)) {
      socket.getOutputStream().write(ByteBuffer.allocate(4).putInt(8_193).array());
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void certificateOfAnAgentIsNoCertificateOfACollector() throws Exception {
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(rig.identities().credentials().chain().get(0).getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1");
  }

  private SSLSocket connect(String protocol, String serverName) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("a", Pem.certificates(rig.files("a").authority()).get(0));
    TrustManagerFactory trusting = TrustManagerFactory.getInstance("PKIX");
    trusting.init(store);
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(null, trusting.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), rig.server().port());
    socket.setSoTimeout(30_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    socket.setSSLParameters(parameters);
    return socket;
  }
}
