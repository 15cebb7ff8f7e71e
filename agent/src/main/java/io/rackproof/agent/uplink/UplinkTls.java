package io.rackproof.agent.uplink;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.rackproof.agent.identity.IdentityFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the connection is protected: TLS 1.3 with certificates on both sides, or not at all. */
final class UplinkTls {

  private UplinkTls() {}

  /** What a connection is made with. */
  record Prepared(SslContext context, IdentityFiles files, IdentityFiles.Identity identity) {}

  /**
   * Reads certificate, key and authority.
   *
   * @throws IOException when a file is absent or does not hold what it should, or the key is not
   *     that of the certificate; with its name
   */
  static Prepared prepare(UplinkConfig.Tls tls) throws IOException {
    IdentityFiles files = new IdentityFiles(tls.certificate(), tls.key(), tls.authority());
    for (Path file : new Path[] {tls.certificate(), tls.key(), tls.authority()}) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + ": no such file, or not readable");
      }
    }
    return new Prepared(context(tls), files, files.read());
  }

  private static SslContext context(UplinkConfig.Tls tls) throws IOException {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3")
          .keyManager(tls.certificate().toFile(), tls.key().toFile())
          .trustManager(tls.authority().toFile())
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + " (PEM, the key as PKCS#8)", e);
    }
  }

  /**
   * A connection without TLS proves nothing and hides nothing: it stays on this machine.
   *
   * @throws IOException when the host is another machine
   */
  static void requireLoopback(String host) throws IOException {
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new IOException("no such host: " + host, e);
    }
    throw new IOException(
        "a connection to "
            + host
            + " needs TLS: give certificate, key and authority; without them only this machine's"
            + " own loopback address (127.0.0.1) can be reached");
  }
}
