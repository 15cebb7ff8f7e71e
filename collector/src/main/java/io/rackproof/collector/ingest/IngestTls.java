package io.rackproof.collector.ingest;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How agents prove who they are: TLS 1.3 with a certificate, or by being on this machine. */
final class IngestTls {

  static final String PROTOCOL = "TLSv1.3";

  private IngestTls() {}

  /**
   * Reads certificate, key and authority.
   *
   * @throws IOException when a file is absent or does not hold what it should, with its name
   */
  static SslContext context(IngestConfig.Tls tls) throws IOException {
    for (Path file : new Path[] {tls.certificate(), tls.key(), tls.authority()}) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + ": no such file, or not readable");
      }
    }
    try {
      return SslContextBuilder.forServer(tls.certificate().toFile(), tls.key().toFile())
          .sslProvider(SslProvider.JDK)
          .protocols(PROTOCOL)
          .trustManager(tls.authority().toFile())
          .clientAuth(ClientAuth.REQUIRE)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + " (PEM, the key as PKCS#8)", e);
    }
  }

  /**
   * Without TLS anybody who reaches the port could send samples in a rack's name.
   *
   * @throws IOException when the address can be reached from another machine
   */
  static void requireLoopback(String host) throws IOException {
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new IOException("no such address: " + host, e);
    }
    throw new IOException(
        "agents cannot be served on "
            + host
            + " without TLS: give names, or certificate, key and authority, or listen on this"
            + " machine's own loopback address (127.0.0.1)");
  }
}
