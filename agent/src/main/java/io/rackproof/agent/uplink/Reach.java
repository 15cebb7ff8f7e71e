package io.rackproof.agent.uplink;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Tries the collector without a word of the protocol: a hello would end the connection of the agent
 * that runs.
 */
public final class Reach {

  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  /** In TLS 1.3 a client's certificate is refused after its handshake is done, by an alert. */
  private static final int ALERT_MILLIS = (int) Duration.ofSeconds(1).toMillis();

  private Reach() {}

  /**
   * Makes a TLS handshake with the agent's certificate.
   *
   * @return why the two do not trust each other; empty when they do
   * @throws IOException when there is no connection, or a file of the agent cannot be used
   */
  public static Optional<String> objection(UplinkConfig config) throws IOException {
    if (config.tls().isEmpty()) {
      UplinkTls.requireLoopback(config.host());
      return Optional.empty();
    }
    SslContext context = UplinkTls.prepare(config.tls().get()).context();
    if (!(context instanceof JdkSslContext jdk)) {
      throw new IOException("TLS is not that of Java");
    }
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(config.host(), config.port()), CONNECT_MILLIS);
      plain.setSoTimeout(CONNECT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket)
              jdk.context()
                  .getSocketFactory()
                  .createSocket(plain, config.host(), config.port(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3"});
        if (!config.host().contains(":") && !config.host().matches("[0-9.]+")) {
          parameters.setServerNames(List.of(new SNIHostName(config.host())));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.setSoTimeout(ALERT_MILLIS);
        return socket.getInputStream().read() < 0
            ? Optional.of("it ended the connection after the handshake")
            : Optional.empty();
      } catch (SocketTimeoutException e) {
        return Optional.empty(); // it waits for the hello
      } catch (SSLException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
  }
}
