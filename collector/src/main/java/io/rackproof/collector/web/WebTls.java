package io.rackproof.collector.web;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key of the web port, read again when their files have changed. TLS 1.3, and 1.2
 * with authenticated encryption and forward secrecy alone: lab computers with Windows 10 have no
 * 1.3.
 */
final class WebTls {

  private static final Logger LOG = LoggerFactory.getLogger(WebTls.class);

  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final WebConfig.Tls files;
  private final Set<String> others;
  private volatile Hosts hosts = new Hosts(Set.of());

  /** What was read last, whether it was good or not. */
  private @Nullable String seen;

  /**
   * @param others names that the certificate need not have
   */
  WebTls(WebConfig.Tls files, Set<String> others) {
    this.files = files;
    this.others = others;
  }

  Hosts hosts() {
    return hosts;
  }

  /**
   * Reads the files.
   *
   * @throws IOException when they are no certificate and its key, in words
   */
  ServerSSLOptions read() throws IOException {
    return load(text());
  }

  /** The options when the files hold another good pair than before. */
  Optional<ServerSSLOptions> changed() {
    try {
      String text = text();
      if (text.equals(seen)) {
        return Optional.empty();
      }
      ServerSSLOptions options = load(text);
      LOG.info("The certificate of the web port was renewed.");
      return Optional.of(options);
    } catch (IOException e) {
      LOG.error("The certificate of the web port stays as it was: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private String text() throws IOException {
    return text(files.certificate()) + "\n" + text(files.key());
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IOException("cannot read " + file, e);
    }
  }

  private ServerSSLOptions load(String text) throws IOException {
    seen = text;
    X509Certificate certificate = Pem.certificates(files.certificate()).get(0);
    PrivateKey key = Pem.key(files.key());
    if (!KeyPairs.match(key, certificate.getPublicKey())) {
      throw new IOException(files.key() + " is not the key of " + files.certificate());
    }
    try {
      hosts = Hosts.of(certificate, others);
    } catch (CertificateParsingException e) {
      throw new IOException(files.certificate() + " has names that cannot be read", e);
    }
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(text(files.certificate())))
                    .setKeyValue(Buffer.buffer(text(files.key()))))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
    // HTTP/1.1 alone, as on loopback: what SlowRequests ends is a connection, and HTTP/2 has ways
    // of
    // its own to keep one busy.
    options.setUseAlpn(false);
    SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }
}
