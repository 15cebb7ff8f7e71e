package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.stream.Certificates;
import io.rackproof.identity.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of the web port, and that nobody else reaches a port without one. */
class WebTlsTest {

  @TempDir Path directory;

  private Certificates authority;
  private WebConfig.Tls files;

  @BeforeEach
  void issue() throws Exception {
    authority = new Certificates(directory, "authority");
    files = new WebConfig.Tls(directory.resolve("web.pem"), directory.resolve("web.key"));
    install(authority.issue("first", "collector.example", "*.lab.example"));
  }

  private void install(Certificates.Issued issued) throws IOException {
    Files.copy(issued.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(issued.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void namesOfTheCertificateAreThoseThatAreServed() throws Exception {
    WebTls tls = new WebTls(files, Set.of("proxy.example"));
    tls.read();
    for (String known :
        new String[] {
          "collector.example",
          "Collector.Example",
          "a.lab.example",
          "127.0.0.1",
          "[::1]",
          "localhost",
          "proxy.example"
        }) {
      assertThat(tls.hosts().isKnown(known)).as(known).isTrue();
    }
    for (String other :
        new String[] {"evil.example", "lab.example", "a.b.lab.example", "192.0.2.1", ""}) {
      assertThat(tls.hosts().isKnown(other)).as(other).isFalse();
    }
  }

  @Test
  void pairThatDoesNotBelongTogetherIsNotTaken() throws Exception {
    WebTls tls = new WebTls(files, Set.of());
    tls.read();
    assertThat(tls.changed()).as("nothing has changed").isEmpty();
    Certificates.Issued other = authority.issue("second", "other.example");
    Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(tls.changed()).as("half of a renewal").isEmpty();
    assertThat(tls.hosts().isKnown("collector.example")).isTrue();
    Files.copy(other.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(tls.changed()).isPresent();
    assertThat(tls.hosts().isKnown("other.example")).isTrue();
  }

  @Test
  void renewedCertificateIsShownWithoutARestart() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    WebConfig config = new WebConfig("127.0.0.1", 0, Optional.empty(), Optional.of(files));
    try (ServedCollector collector = ServedCollector.startWithSignIn(store, config)) {
      SSLContext trusting = SignedIn.trusting(authority.authority);
      assertThat(shown(trusting, collector.port()))
          .isEqualTo(Pem.certificates(files.certificate()).get(0));
      install(authority.issue("second", "localhost"));
      Certificate second = Pem.certificates(files.certificate()).get(0);
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!shown(trusting, collector.port()).equals(second)) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  private static Certificate shown(SSLContext context, int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void addressThatOthersReachIsNotServedInTheClearOrWithoutSignIn() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    assertThatThrownBy(
            () ->
                ServedCollector.startWithSignIn(
                    store, new WebConfig("0.0.0.0", 0, Optional.empty(), Optional.empty())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs TLS and sign-in");
  }
}
